"""The bulletin: what other processes entered into the store of verdicts, which several of them share."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from headcount.errors import LedgerError
from headcount.policy.docket import PERSON
from headcount.policy.interface import Judge
from headcount.policy.store import Change

EVERY = 0.5
"""Seconds between two looks."""
_AT_ONCE = 1000
News = Sequence[tuple[int, Change]]


class Store(Protocol):
    """`policy.store.VerdictStore`, as far as it is followed."""

    def news(self, after: int, most: int = _AT_ONCE) -> News:
        """Entries with a higher number, in their order.

        Raises:
            LedgerError: they cannot be read now.
        """


class Bulletin:
    """Follows the history from a place on, in a thread of its own once it is started. Any thread may ask it to look at once."""

    def __init__(self, store: Store, hear: Callable[[News], None], after: int = 0, every: float = EVERY) -> None:
        """`hear` is told of entries in their order, each once."""
        self.after = after
        """The newest entry that was heard of."""
        self.problem = ""
        """Why nothing can be heard just now; empty when it can."""
        self._store, self._hear, self._every = store, hear, every
        self._lock, self._ending = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._work, name="bulletin", daemon=True)

    def start(self) -> None:
        """Follow from now on."""
        self._thread.start()

    def look(self) -> None:
        """Hear everything that is there.

        Raises:
            LedgerError: it cannot be read now.
        """
        with self._lock:
            while news := self._store.news(self.after, _AT_ONCE):
                self._hear(news)
                self.after = news[-1][0]

    def close(self) -> None:
        """Follow no longer."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        while not self._ending.wait(self._every):
            try:
                self.look()
            except LedgerError:
                self.problem = "other processes' verdicts cannot be heard; check store of [policy]"
            else:
                self.problem = ""


def hear_people(judge: Judge) -> Callable[[News], None]:
    """Let a judge know what people decided elsewhere: verdicts that they set, and those of any ground that they lifted."""

    def hear(news: News) -> None:
        known = {(v.lens, v.client, v.rule or v.reason): v for v in judge.verdicts()}
        for _, change in news:
            told = change.verdict
            if told.lifted or told.reason == PERSON:
                stands = known.get((told.lens, told.client, told.rule or told.reason))
                if stands is None or (stands.until, stands.action, stands.lifted) != (told.until, told.action, told.lifted):
                    judge.put(told)

    return hear
