"""What may count otherwise than before, when a ledger has more: those clients and hours are counted anew."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.ledger.board.files import distinct
from headcount.ledger.board.log import Log
from headcount.ledger.board.moments import HOUR

I64 = NDArray[np.int64]
_AT_ONCE = 1 << 22


@dataclass(slots=True)
class Touched:
    """Collects callers and hours."""

    callers: NDArray[np.bool_]
    """By number of the caller."""
    hours: I64
    """Since 1970, ascending."""

    def add(self, callers: NDArray[np.uint32], at: I64) -> None:
        """Have the callers and times of some rows be touched."""
        self.callers[callers] = True
        self.hours, _ = _joined(self.hours, at // HOUR)

    def clients(self, now: NDArray[np.int32], before: NDArray[np.int32], most: int) -> I64:
        """The clients that they are, and were, ascending; by caller, of `most` clients in all."""
        told = np.zeros(most, np.bool_)
        told[now[self.callers]] = True
        was = before[self.callers[: len(before)]]
        told[was[was >= 0]] = True
        return np.flatnonzero(told)


def touched(log: Log, known: int, routes: I64, now: NDArray[np.int32], before: NDArray[np.int32]) -> Touched:
    """Find them.

    Args:
        log: everything.
        known: so many of its rows were counted before.
        routes: through which more or less counts than before.
        now: client of each caller.
        before: as it was; -1, or shorter, for callers that are new.
    """
    found = Touched(np.zeros(len(now), np.bool_), np.zeros(0, np.int64))
    for begin in range(known, log.rows, _AT_ONCE):
        some = slice(begin, begin + _AT_ONCE)
        found.add(log["caller"][some], log["at"][some])
    moved = np.flatnonzero((before >= 0) & (before != now[: len(before)])).astype(np.uint32)
    found.callers[moved] = True
    found.add(moved, log["at"][log.of_callers(moved)])
    for begin in range(0, known, _AT_ONCE) if len(routes) else ():
        some = slice(begin, min(begin + _AT_ONCE, known))
        rows = np.flatnonzero(np.isin(log["route"][some], routes))
        found.add(log["caller"][some][rows], log["at"][some][rows])
    return found


def _joined(hours: I64, more: I64) -> tuple[I64, I64]:
    """Hours together; times of before 1970 are negative."""
    least = min(int(hours.min(initial=0)), int(more.min(initial=0)))
    ordered, times = distinct(np.concatenate([hours, more]) - least)
    return ordered + least, times
