"""Duties as JSON; docs/duties.md says what the fields mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import msgspec

from headcount.model.duty import Duty, Severity
from headcount.model.incident import Incident
from headcount.reports.duties import DISCLAIMER

SCHEMA = "headcount.duties/1"
"""The word by which a reader knows what this is."""


def duties_json(
    incident: Incident, duties: Sequence[Duty], severity: Severity | None, remarks: Sequence[tuple[str, str]], now: dt.datetime
) -> bytes:
    """Every duty, those that do not apply too, with seconds left until its deadline."""
    told = {
        "schema": SCHEMA,
        "incident": incident.number,
        "state": str(incident.state),
        "at": now.astimezone(dt.UTC),
        "disclaimer": DISCLAIMER,
        "duties": [_told(duty, now) for duty in duties],
        "severity": severity,
        "remarks": [{"instrument": instrument, "note": note} for instrument, note in remarks],
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n"


def _told(duty: Duty, now: dt.datetime) -> dict[str, object]:
    told = {name: getattr(duty, name) for name in duty.__struct_fields__}
    return told | {"asks": duty.asks, "seconds_left": round((duty.due - now).total_seconds()) if duty.due else None}
