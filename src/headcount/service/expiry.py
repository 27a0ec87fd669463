"""Retention while the ledger is served: once a day, between two commits, what is older than it is kept goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from headcount.errors import LedgerError
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.retention import Keep, expire
from headcount.service.logs import Log


class Expiry:
    """Called after every commit; does something on the first of each day (UTC)."""

    def __init__(
        self,
        keep: Keep,
        log: Log,
        trouble: Callable[[str, str], object],
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        """`trouble` is told what keeps rows from expiring, in fixed words; empty when they do again."""
        self.keep = keep
        """How long rows are kept; may be set anew at any time, for the next day."""
        self._log, self._trouble, self._now = log, trouble, now
        self._done: dt.date | None = None

    def __call__(self, ledger: EmbeddedLedger) -> None:
        """Take away what is due. A failure is told, and tried again the next day; counting goes on."""
        now = self._now()
        if now.date() == self._done or not self.keep.since(now):
            return
        self._done = now.date()
        try:
            removal = expire(ledger, self.keep, now)
        except LedgerError:
            self._trouble("retention", "rows could not expire; is the disk full? It is tried again tomorrow")
            return
        self._trouble("retention", "")
        if removal.rows:
            self._log.say("info", "rows expired", count=removal.rows)
