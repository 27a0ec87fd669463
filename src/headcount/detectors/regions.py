"""Mechanism: where those live whom a client was shown, day by day, and where the client itself belongs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from headcount.detectors.peers import Crowd
from headcount.detectors.units import column
from headcount.ledger.window import Window
from headcount.stats.share_change import Shares

I64 = NDArray[np.int64]

_HABIT = 5
"""So many records of one place on the first half of its days tell where a client belongs of which nothing is declared."""


@dataclass(frozen=True, slots=True, eq=False)
class Regions:
    """New records of known places. Days are sorted by client (those with most records first), then time."""

    places: int
    """How many there are."""
    home: I64
    """Shape (crowd,): the place that each client belongs to; -1: nothing tells."""
    declared: NDArray[np.bool_]
    """Shape (crowd,): whether the site declares it; else it is habit."""
    client: I64
    """Shape (clients,): places in `Crowd` of the clients with days."""
    start: NDArray[np.intp]
    """Shape (clients + 1,): first day of each, then the number of days."""
    minutes: I64
    """Shape (days,): in how many minutes new records of known places were shown, each counted once a place."""
    cell: I64
    """Shape (cells,): day * `places` + place, ascending: where new records were of."""
    count: I64
    """Shape (cells,): how many."""
    minute: I64
    """Shape (cells,): in how many minutes they were shown. A list of people at once is one look, so these are what is judged."""

    def pairs(self, least: float = 0.0) -> tuple[I64, I64, I64]:
        """(index into `client`, place, minutes) of every place of which a client was shown somebody, sorted.

        Minutes are those of days on which they are at least such a share of the day's.
        """
        return _pairs(self, least)

    def of(self, at: int) -> I64:
        """Shape (places,): records of each place that were new to the client `at` (index into `client`)."""
        low, high = np.searchsorted(self.cell, self.start[[at, at + 1]] * self.places)
        mine = np.bincount(self.cell[low:high] % self.places, self.count[low:high], self.places)
        return mine.astype(np.int64)

    def shares(self, owner: I64, place: I64) -> Shares:
        """Of each pair (index into `client`, place), the minutes of that place among all, day by day; place -1: none."""
        length = np.diff(self.start)[owner]
        start = np.r_[0, np.cumsum(length)]
        day = np.arange(start[-1]) - np.repeat(start[:-1] - self.start[:-1][owner], length)
        wanted = day * self.places + np.repeat(place, length)
        at = np.minimum(np.searchsorted(self.cell, wanted), max(len(self.cell) - 1, 0))
        hits = np.where((self.cell[at] == wanted) & (np.repeat(place, length) >= 0), self.minute[at], 0)
        return Shares(start, hits, self.minutes[day])


@lru_cache(maxsize=2)
def _pairs(regions: Regions, least: float) -> tuple[I64, I64, I64]:
    owner = np.repeat(np.arange(len(regions.client)), np.diff(regions.start))
    day = regions.cell // regions.places
    minutes = np.where(regions.minute >= least * regions.minutes[day], regions.minute, 0)
    return _summed(owner[day] * regions.places + regions.cell % regions.places, minutes, regions.places)


def regions_of(window: Window, crowd: Crowd) -> Regions:
    """Everything that the window says of places; at least one must be known."""
    places = len(window.place_names)
    of_number = np.argsort(crowd.number, kind="stable")
    client = of_number[np.searchsorted(crowd.number, column(window.places, "client"), sorter=of_number)]
    rank = np.argsort(crowd.rank)
    order = np.lexsort((column(window.places, "place"), column(window.places, "day"), rank[client]))
    client, day = client[order], column(window.places, "day")[order]
    place, count, minute = (column(window.places, name)[order] for name in ("place", "new_records", "minutes"))
    another = np.r_[True, (client[1:] != client[:-1]) | (day[1:] != day[:-1])]
    first = np.flatnonzero(another)
    owner = client[first]
    start = np.r_[np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]]), len(first)]
    named = window.clients["place"].fill_null("")
    home = np.array(pc.index_in(named, pa.array(window.place_names, pa.string())).fill_null(-1), np.int64)
    declared = home >= 0
    cell = (np.cumsum(another) - 1) * places + place
    half = np.repeat(start[:-1] + (np.diff(start) + 1) // 2, np.diff(start))
    early = np.arange(len(first)) < half
    some = early[cell // places]
    of, where, seen = _summed(client[some] * places + place[some], count[some], places)
    most = np.lexsort((-where, seen, of))
    last = most[np.flatnonzero(np.r_[of[most][1:] != of[most][:-1], True])] if len(most) else most
    last = last[~declared[of[last]] & (seen[last] >= _HABIT)]
    home[of[last]] = where[last]
    return Regions(places, home, declared, owner[start[:-1]], start, np.add.reduceat(minute, first), cell, count, minute)


def _summed(key: I64, count: I64, places: int) -> tuple[I64, I64, I64]:
    """Sums of `count` by key, keys divided into (key // places, key % places)."""
    order = np.argsort(key, kind="stable")
    key = key[order]
    first = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])[: len(key)]
    total = np.add.reduceat(count[order], first) if len(first) else count
    return key[first] // places, key[first] % places, total
