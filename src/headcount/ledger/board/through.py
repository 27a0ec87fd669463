"""Routes as the board counts through them: one number for all that have one name, none for those that show no record yet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from headcount.ledger.entries import RouteRow

I64 = NDArray[np.int64]
HIDDEN = -1


def counted_as(routes: Sequence[RouteRow], most: int = 0) -> I64:
    """The number that each route counts under; `HIDDEN` where what it showed does not count.

    Args:
        routes: by number.
        most: so many numbers at least; routes that are not there are hidden.
    """
    first: dict[tuple[str, str, str | None, str | None], int] = {}
    told = np.full(max(len(routes), most), HIDDEN, np.int64)
    for number, route in enumerate(routes):
        if route.subject is not None and not route.tentative:
            told[number] = first.setdefault((route.method, route.template, route.subject, route.entity), number)
    return told


def changed(before: Sequence[RouteRow], now: Sequence[RouteRow]) -> I64:
    """Known routes through which more or less is counted than before, or under another number; ascending."""
    old, new = (counted_as(routes, max(len(before), len(now))) for routes in (before, now))
    return np.flatnonzero(old[: len(before)] != new[: len(before)])
