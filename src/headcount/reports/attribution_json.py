"""The answer about a sample as JSON, in the schema `headcount.attribution/1` (docs/attribution.md)."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import msgspec

from headcount.model.attribution import Attribution, CanaryHit, Candidate

SCHEMA = "headcount.attribution/1"
"""Written as `schema`. The number rises when a field changes its meaning or goes; new fields do not raise it."""


def attribution_to_json(found: Attribution) -> bytes:
    """The whole answer as indented UTF-8 JSON that ends with a line feed. Times are RFC 3339 in UTC."""
    group = found.group
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "verdict": found.verdict,
        "sentence": found.sentence,
        "candidates": [_candidate(one) for one in found.candidates],
        "group": group
        and {
            "members": [{"client": one.client, "lens": one.lens} for one in group.members],
            "together": group.together,
            "coverage": round(group.coverage, 4),
            "share": round(group.share, 4),
        },
        "broad": [_candidate(one) for one in found.broad],
        "canaries": canaries_to_rows(found.canaries),
        "sample": {
            "format": found.format,
            "rows": found.rows,
            "different": found.different,
            "known": found.known,
            "columns": [msgspec.to_builtins(column) for column in found.columns],
            "skipped": [{"reason": reason, "count": count} for reason, count in found.skipped],
        },
        "clients": found.clients,
        "until": _time(found.until),
        "false_rate": found.false_rate,
        "threshold": round(found.threshold, 2),
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def canaries_to_rows(hits: tuple[CanaryHit, ...]) -> list[dict[str, Any]]:
    """What was found of canaries, as it stands in JSON."""
    return [msgspec.to_builtins(hit) for hit in hits]


def _candidate(one: Candidate) -> dict[str, Any]:
    return {
        "client": one.client,
        "lens": one.lens,
        "coverage": round(one.coverage, 4),
        "strength": round(one.strength, 2) if math.isfinite(one.strength) else None,
        "window": {"after": _time(one.window.after), "before": _time(one.window.before)},
        "rows": one.rows,
        "share": round(one.share, 4),
        "probability": round(one.probability, 6),
        "records": one.records,
        "canaries": one.canaries,
    }


def _time(time: dt.datetime | None) -> str | None:
    return None if time is None else time.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
