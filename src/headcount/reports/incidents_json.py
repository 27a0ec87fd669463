"""Incidents as JSON: what `headcount incident list --json` and `show --json` write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from headcount.model.incident import Change, Incident

SCHEMA = "headcount.incidents/1"
"""The number rises when a field changes its meaning or goes; new fields do not raise it."""


def incidents_json(incidents: Sequence[Incident]) -> bytes:
    """`{"schema", "incidents": [...]}`, indented."""
    return _written({"schema": SCHEMA, "incidents": [_incident(one) for one in incidents]})


def incident_json(incident: Incident, changes: Sequence[Change]) -> bytes:
    """`{"schema", "incident": {...}, "changes": [...]}`, indented."""
    return _written({"schema": SCHEMA, "incident": _incident(incident), "changes": [msgspec.to_builtins(one) for one in changes]})


def _written(document: dict[str, Any]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _incident(incident: Incident) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(incident)
    told["stamps"] = {name: told["stamps"].get(name) for name in incident.stamps.__struct_fields__}
    return told
