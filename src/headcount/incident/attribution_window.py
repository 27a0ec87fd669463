"""When a list must have been taken from what a client was shown."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
from numpy.typing import NDArray

from headcount.model.attribution import Window

SURE = 1e-3
"""The chance that `before` is too early."""


def window(first: NDArray[np.int64], listed: NDArray[np.bool_], by_chance: float) -> Window:
    """From when to when a list can have been taken.

    It holds somebody whom the client was first shown at `after`, so it was taken later. And if so many of those whom the client
    was shown until then are in it, but none of the next ones, it was taken before them.

    Args:
        first: when the client was first shown each record, microseconds since 1970, ascending.
        listed: whether the record is in the list.
        by_chance: about how many are in the list although they did not come from this client.
    """
    places = np.flatnonzero(listed)
    spare = math.ceil(by_chance + 3 * math.sqrt(by_chance)) if by_chance >= 0.5 else 0
    if len(places) <= spare:
        return Window(None, None)
    after, last = int(places[len(places) - 1 - spare]), int(places[-1])
    rate = len(places) / (last + 1)
    needed = 1 if rate >= 1 else math.ceil(math.log(SURE) / math.log1p(-rate))
    before = _time(first[last + needed]) if last + needed < len(first) else None
    return Window(_time(first[after]), before)


def _time(microseconds: np.int64) -> dt.datetime:
    return dt.datetime.fromtimestamp(int(microseconds) / 1_000_000, dt.UTC)
