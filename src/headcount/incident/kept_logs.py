"""How long the chosen regimes want access logs kept, at the least."""

from __future__ import annotations

from collections.abc import Iterable

from headcount.incident.laws import retentions
from headcount.incident.territory import covers
from headcount.model.law import Mark, Retention


def least_retention(regimes: Iterable[str]) -> Retention | None:
    """The longest time that any of the regimes in force asks for access logs and what is made of them; None: none asks.

    Args:
        regimes: jurisdictions, such as `CN`, `IN` or `US-CA`.

    >>> asked = least_retention(["CN", "IN"])
    >>> asked.months, asked.rule
    (12, 'DPDP Rules 6(1)(e)')
    """
    logs = [row for row in asked_by(regimes) if row.about == "logs" and not row.draft and row.mark is not Mark.RECALL]
    return max(logs, key=lambda row: row.months, default=None)


def asked_by(regimes: Iterable[str]) -> list[Retention]:
    """Everything that the regimes want kept, papers and drafts too, in the order of the table."""
    codes = [code.upper() for code in regimes]
    return [row for row in retentions() if any(covers(row.jurisdiction, code) for code in codes)]
