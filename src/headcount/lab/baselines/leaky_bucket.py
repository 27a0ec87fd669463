"""Leaky buckets as CrowdSec's crawl scenario has them: what a client has not asked for lately is poured in, and it leaks.

CrowdSec 1.6, `pkg/leakybucket`: a bucket holds `capacity`, leaks one per `leak`, overflows with the one that does not fit,
remembers what was poured in while it lives, and is thrown away when nothing was poured for (capacity + 1) * leak.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.compiled import compiled
from headcount.lab.baselines.trace import Trace
from headcount.lab.views import I64, Views, same_before
from headcount.lab.world import DAY, SECOND, World


@dataclass(frozen=True, slots=True)
class Crawl:
    """http-crawl-non_statics: different last path segments, the query dropped; capacity 40, one leaks every half second."""

    name: str = "CrowdSec crawl"
    shipped: float | None = 40

    def trace(self, world: World, views: Views) -> Trace:
        """How full the client's bucket is."""
        key = segments(world, views)
        whole = np.ones(len(views), np.bool_)
        level = fill(views, whole, same_before(views.client, key, whole), SECOND // 2, 41 * SECOND // 2)
        return Trace(views.client, views.at, level)


@dataclass(frozen=True, slots=True)
class PeopleBucket:
    """The same bucket retuned to people: different people within 30 days, one leaks every ten minutes."""

    name: str = "leaky bucket of people"
    shipped: float | None = None

    def trace(self, world: World, views: Views) -> Trace:
        """How full the client's bucket is."""
        del world
        return Trace(views.client, views.at, fill(views, views.shown, views.previous, 600 * SECOND, 30 * DAY))


def segments(world: World, views: Views) -> I64:
    """Shape (rows,): a number for the last path segment of each request; persons' own numbers, then one a fixed segment."""
    last = [route.template.partition("?")[0].rpartition("/")[2] for route in world.routes]
    fixed = sorted({segment for segment in last if "{}" not in segment})
    top = int(views.subject.max(initial=0)) + 1
    number = np.array([-1 if "{}" in segment else top + fixed.index(segment) for segment in last], np.int64)[views.route]
    return np.where((number < 0) & (views.subject >= 0), views.subject, np.where(number < 0, top + len(fixed), number))


def fill(views: Views, poured: NDArray[np.bool_], previous: I64, leak: int, life: int) -> NDArray[np.float32]:
    """How full the bucket is after each row.

    Args:
        views: rows by client, then time.
        poured: shape (rows,), rows that may be poured in.
        previous: shape (rows,), the client's row before with the same thing; -1: none.
        leak: microseconds until one has leaked.
        life: microseconds without pouring after which the bucket is thrown away with its memory.
    """
    value = np.empty(len(views), np.float32)
    _fill(views.start, views.at, poured, previous, np.int64(leak), np.int64(life), value)
    return value


@compiled
def _fill(
    start: I64,
    at: I64,
    poured: NDArray[np.bool_],
    previous: I64,
    leak: np.int64,
    life: np.int64,
    value: NDArray[np.float32],
) -> None:
    for client in range(len(start) - 1):
        level, last, born = 0.0, np.int64(0), start[client]
        for row in range(start[client], start[client + 1]):
            if row == born or at[row] - last > life:
                level, born, last = 0.0, row, at[row]
            held = max(0.0, level - (at[row] - last) / leak)
            if poured[row] and previous[row] < born:
                level, last = held + 1.0, at[row]
                held = level
            value[row] = held
