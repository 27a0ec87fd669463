"""The front of several shards: their verdicts in one order, for gates, and what people decide, for all of them.

A verdict has the number of its entry in the shared store, so every front says the same, and a gate may ask any of them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import msgspec

from headcount.model.kind import Kind
from headcount.model.verdict import Action, Verdict
from headcount.policy.docket import PERSON, Docket
from headcount.service.bulletin import Bulletin, News
from headcount.service.bulletin import Store as Followed


class Store(Followed, Protocol):
    """`policy.store.VerdictStore`, as far as people write to it."""

    def keep(self, verdicts: Sequence[Verdict], by: Mapping[int, str]) -> None:
        """Keep these, all or none.

        Raises:
            LedgerError: they cannot be written now.
        """


class Front:
    """Implements `control.Desk` over a store. Any thread may come."""

    def __init__(self, store: Store, clock: Callable[[], int] = time.time_ns) -> None:
        """`clock` gives nanoseconds since 1970 UTC."""
        self.wake: Callable[[], None] = lambda: None
        """Called when there is a newer verdict."""
        self.bulletin = Bulletin(store, self._hear)
        """To be started, and closed."""
        self._store, self._clock = store, clock
        self._docket, self._lock = Docket(), threading.Lock()

    @property
    def newest(self) -> int:
        """Number of the newest entry."""
        return self.bulletin.after

    def verdicts(self, after: int) -> list[Verdict]:
        """Those with a higher number, by number."""
        with self._lock:
            return self._docket.verdicts(after)

    def order(self, lens: str, client: str, action: Action, mask: tuple[Kind, ...], seconds: int, by: str = "") -> Verdict:
        """Set a verdict because a person says so.

        Raises:
            LedgerError: the store cannot be written.
        """
        now = self._clock() // 1000
        made = Verdict(0, lens, client, action, now, now + seconds * 1_000_000, PERSON, mask)
        self._store.keep([made], {0: by} if by else {})
        self.bulletin.look()
        return next((one for one in self._of(lens, client) if one.reason == PERSON), made)

    def lift(self, lens: str, client: str, by: str = "") -> Verdict | None:
        """Lift what is in force on a client; None when nothing is.

        Raises:
            LedgerError: the store cannot be read or written.
        """
        self.bulletin.look()
        now = self._clock() // 1000
        found = [one for one in self._of(lens, client) if one.since <= now < one.until and not one.lifted]
        if found:
            lifted = [msgspec.structs.replace(one, lifted=True) for one in found]
            self._store.keep(lifted, {one.number: by for one in lifted} if by else {})
            self.bulletin.look()
        return max(found, key=lambda one: one.action.severity, default=None) and self._of(lens, client)[-1]

    def _of(self, lens: str, client: str) -> list[Verdict]:
        """By number."""
        return [one for one in self.verdicts(0) if (one.lens, one.client) == (lens, client)]

    def _hear(self, news: News) -> None:
        with self._lock:
            for entry, change in news:
                self._docket.put(msgspec.structs.replace(change.verdict, number=entry))
        self.wake()

    def problem(self) -> str:
        """Why verdicts of the shards are not heard just now; empty when they are."""
        return self.bulletin.problem
