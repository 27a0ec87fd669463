"""Retention: rows that were kept as long as was asked for are taken away, table by table."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.removal import Removal, Why, remove


@dataclass(frozen=True, slots=True)
class Keep:
    """How long rows are kept; None: for good."""

    disclosures: dt.timedelta | None = None
    """Who was shown whose record: what every count rests on."""
    attempts: dt.timedelta | None = None
    """Who asked for what is not there."""
    traffic: dt.timedelta | None = None
    """How many requests a client made in a stretch of time."""

    def since(self, now: dt.datetime) -> dict[str, dt.datetime]:
        """By table, the beginning (UTC midnight) of what is still kept at `now`."""
        lengths = {"disclosure": self.disclosures, "attempt": self.attempts, "traffic": self.traffic}
        midnight = now.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return {table: midnight - length for table, length in lengths.items() if length is not None}


_TIME = {"disclosure": "shown_at", "attempt": "asked_at", "traffic": "last"}


def expire(ledger: EmbeddedLedger, keep: Keep, now: dt.datetime) -> Removal:
    """Take away what is older than it is kept. Whole days (UTC), so that asking again on one day takes nothing more.

    Args:
        ledger: open for writing, with nothing under way.
        keep: how long.
        now: the time to count back from.
    """
    since = keep.since(now)
    where = {table: (f"{_TIME[table]} < ?", [start.replace(tzinfo=None)]) for table, start in since.items()}
    return remove(ledger, Why.EXPIRED, where, max(since.values(), default=None))


def expired_until(ledger: EmbeddedLedger) -> dt.datetime | None:
    """Before this time, UTC, disclosures may be missing because they expired; None: none ever did."""
    rows = ledger.connection.execute("SELECT max(before) FROM removal WHERE what = 'expired' AND disclosures > 0").fetchall()
    return rows[0][0].replace(tzinfo=dt.UTC) if rows[0][0] else None
