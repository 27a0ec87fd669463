"""What an evidence pack is made of: an incident counted anew, its timeline and pictures, the configuration, and what made it."""

from __future__ import annotations

import datetime as dt
import json
import platform
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

import headcount
from headcount.config.casework import verdicts_of
from headcount.config.declared import Config
from headcount.config.redaction import redacted
from headcount.incident.pack import Case
from headcount.incident.timeline import timeline
from headcount.ledger import schema
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.exposure_rows import steps
from headcount.model.exposure import Exposure
from headcount.model.incident import Change, Incident
from headcount.reports.figures.course import course, standalone
from headcount.reports.phrases import phrases

_PARTS = ("duckdb", "pyarrow", "numpy")
"""Packages that the numbers depend on."""


def case_of(
    settings: Config,
    file: Path | None,
    ledger: EmbeddedLedger,
    place: Path,
    incident: Incident,
    changes: Sequence[Change],
    found: Exposure,
) -> Case:
    """Everything that goes into a pack.

    Args:
        settings: the configuration in force.
        file: what it was read from; None: there is none.
        ledger: which has just counted `found`.
        place: where the ledger lies; verdicts lie beside it unless they are declared to lie elsewhere.
        incident: as it stands.
        changes: its log.
        found: its scope.

    Raises:
        LedgerError: the store of verdicts cannot be read, or a query failed.
    """
    moments = timeline(incident, found, changes, verdicts_of(settings, place, incident))
    drawing = standalone(course(steps(ledger, found), moments, "course", phrases("en")))
    versions = {"headcount": headcount.__version__, "python": platform.python_version(), "ledger": str(schema.VERSION)}
    return Case(
        incident,
        changes,
        found,
        moments,
        redacted(file),
        versions | {name: metadata.version(name) for name in _PARTS},
        {"staircase": drawing},
    )


def packed_by(who: str, at: dt.datetime) -> bytes:
    """`packed.json`: when a pack was made, by whom, with which headcount."""
    packed = {"packed_at": at.isoformat(timespec="seconds"), "by": who, "headcount": headcount.__version__}
    return json.dumps(packed, indent=1).encode() + b"\n"
