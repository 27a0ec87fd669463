"""An exposure as JSON, in the schema `headcount.exposure/1`."""

from __future__ import annotations

import msgspec

from headcount.model.exposure import Exposure

SCHEMA = "headcount.exposure/1"
"""Written as `schema`. The number rises when a field changes its meaning or goes; new fields do not raise it."""


def exposure_to_json(found: Exposure) -> bytes:
    """Every table as indented UTF-8 JSON that ends with a line feed. Times are RFC 3339 in UTC; fields as in `model.exposure`."""
    return msgspec.json.format(msgspec.json.encode({"schema": SCHEMA, **msgspec.structs.asdict(found)}), indent=2) + b"\n"
