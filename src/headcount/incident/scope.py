"""Scope: exactly whose data an incident concerns, counted anew from the ledger."""

from __future__ import annotations

import datetime as dt

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.exposure import exposure
from headcount.ledger.exposure_kinds import Grader, own_grade
from headcount.model.exposure import Exposure
from headcount.model.incident import Incident

_WHOLE = dt.timedelta(microseconds=999_999)
"""Findings name whole seconds; the last of them counts to its end, as it does in their queries."""


def scope_of(
    ledger: EmbeddedLedger,
    incident: Incident,
    begins: dt.datetime | None = None,
    ends: dt.datetime | None = None,
    *,
    whole: bool = False,
    grade: Grader = own_grade,
) -> Exposure:
    """What the clients of an incident were shown, from its first disclosure that a signal counts to the last one.

    A note of the result says how much the same clients were shown outside of that.

    Args:
        ledger: whose counts they are; the site's tables of places and relations have been taken in where it has them.
        incident: its clients and its period are meant.
        begins: instead of the incident's first disclosure, UTC.
        ends: instead of its last one, UTC.
        whole: as far as the ledger reaches, where `begins` or `ends` do not say otherwise.
        grade: what raises grades.

    Raises:
        UsageError: the period ends before it begins.
    """
    start, end = (None, None) if whole else (incident.first, incident.last.replace(microsecond=0) + _WHOLE)
    return exposure(ledger, incident.clients, begins or start, ends or end, grade=grade)
