"""Erasure of one person: every row that names the person's records is taken away, and the ledger says that something was.

What stays is a number: how many rows, and when. Nobody can tell from it whose they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.removal import Removal, Why, remove

_NAMED = "record IN (SELECT unnest($1::UBIGINT[]))"


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased, and what a search for it finds afterwards."""

    removal: Removal
    clients: int
    """How many clients had been shown the records."""
    left: int
    """Rows that still name them: 0."""


def erase(ledger: EmbeddedLedger, records: Sequence[int]) -> Erasure:
    """Take away every disclosure and attempt of these records (tokens), in one transaction.

    Args:
        ledger: open for writing, with nothing under way.
        records: all tokens of one person: of each entity under which the person is known.
    """
    named = list(records)
    clients = ledger.connection.execute(f"SELECT count(DISTINCT client) FROM shown WHERE {_NAMED}", [named]).fetchall()[0][0]  # noqa: S608  # fixed text
    removal = remove(ledger, Why.ERASED, {"disclosure": (_NAMED, [named]), "attempt": (_NAMED, [named])})
    left = sum(
        int(ledger.connection.execute(f"SELECT count(*) FROM {table} WHERE {_NAMED}", [named]).fetchall()[0][0])  # noqa: S608  # fixed text
        for table in ("disclosure", "attempt")
    )
    return Erasure(removal, int(clients), left)
