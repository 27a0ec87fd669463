"""Two columns that only grow with the log: which records were shown at all, and when each route showed something last."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from headcount.ledger.board.log import Log

I64 = NDArray[np.int64]
NEVER = -(1 << 62)
"""No time."""
_AT_ONCE = 1 << 22


def with_seen(log: Log, before: NDArray[np.bool_], known: int, counted: I64) -> NDArray[np.bool_]:
    """Whether each record was shown through a route that counts; `before` knows of the first `known` rows."""
    seen = np.concatenate([before, np.zeros(len(log.tokens) - len(before), np.bool_)])
    for begin in range(known, log.rows, _AT_ONCE):
        some = slice(begin, begin + _AT_ONCE)
        seen[log["record"][some][counted[log["route"][some]] >= 0]] = True
    return seen


def with_last(log: Log, before: I64, known: int) -> I64:
    """The latest time of each route, `NEVER` of those without rows; `before` knows of the first `known` rows."""
    last = before
    for begin in range(known, log.rows, _AT_ONCE):
        some = slice(begin, begin + _AT_ONCE)
        route, at = log["route"][some], log["at"][some]
        last = np.concatenate([last, np.full(max(int(route.max()) + 1 - len(last), 0), NEVER)])
        np.maximum.at(last, route, at)
    return last
