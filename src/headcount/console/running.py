"""A ledger that no service keeps just now: verdicts are read from their store, and nothing can be decided."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from headcount.errors import UsageError
from headcount.model.kind import Kind
from headcount.model.verdict import Action, Verdict
from headcount.policy.store import VerdictStore

_NOTHING_RUNS = "nothing can be decided here: no service is running behind this console; start headcount serve"


class Resting:
    """Implements `interface.Running`."""

    live = False

    def __init__(self, store: Callable[[], VerdictStore | None], now: Callable[[], int] = time.time_ns) -> None:
        """`store` opens the store of verdicts, None where there is none; it is asked until it gives one."""
        self._open, self._now = store, now
        self._lock = threading.Lock()
        self._store: VerdictStore | None = None

    def health(self) -> None:
        """Nothing runs."""
        return

    def verdicts(self) -> list[Verdict]:
        """In force now, newest first, those of a dry run included."""
        store, now = self._opened(), self._now() // 1000
        kept = store.kept() if store else []
        return [one for one in reversed(kept) if one.since <= now < one.until and not one.lifted]

    def history(self, lens: str, client: str) -> list[tuple[Verdict, str, str]]:
        """(verdict, `set` or `lifted`, by whom) for a client, oldest first."""
        store = self._opened()
        return [(one.verdict, one.change, one.by) for one in store.history(lens, client)] if store else []

    def close(self) -> None:
        """Let go of the store."""
        with self._lock:
            if self._store is not None:
                self._store.close()
                self._store = None

    def _opened(self) -> VerdictStore | None:
        with self._lock:
            self._store = self._store or self._open()
            return self._store

    def order(self, lens: str, client: str, action: Action, mask: tuple[Kind, ...], seconds: int, by: str) -> Verdict:
        """Not here.

        Raises:
            UsageError: always.
        """
        del lens, client, action, mask, seconds, by
        raise UsageError(_NOTHING_RUNS)

    def lift(self, lens: str, client: str, by: str) -> Verdict | None:
        """Not here.

        Raises:
            UsageError: always.
        """
        del lens, client, by
        raise UsageError(_NOTHING_RUNS)

    def take_over(self) -> None:
        """Not here.

        Raises:
            UsageError: always.
        """
        raise UsageError(_NOTHING_RUNS)
