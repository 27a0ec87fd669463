"""Mechanism: accounts of one declared role, day by day, and how many of their new records no relation explains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from headcount.detectors.units import column
from headcount.ledger.window import Window

DAY = 86_400
FEWEST = 10
"""A role with fewer accounts is nobody's measure."""
BUDGET = 0.25
"""Expected number of honest accounts of one role that are found in thirty days."""
_BROKEN = (3.0, 0.05)
"""A day on which the typical colleague's unexplained share is above so many times the role's usual one, plus so much, is left
out: the relation tables lag behind or were lost, and nobody is to blame."""
_TOLD = 0.3
"""Of a role whose typical account has a larger unexplained share than this, the relation tables say too little."""
_ENOUGH = 5
"""Colleagues with new records that make a day worth comparing."""


@dataclass(frozen=True, slots=True)
class Colleagues:
    """The accounts of one role and their active days, sorted by account, then day."""

    role: str
    place: NDArray[np.intp]
    """Shape (accounts,): places in `Window.clients`, ascending."""
    start: NDArray[np.intp]
    """Shape (accounts + 1,): first row of each account, then the number of rows."""
    day: NDArray[np.int64]
    """Shape (rows,): days since 1970, UTC."""
    new: NDArray[np.int64]
    """Shape (rows,): records that were new to the account."""
    unexplained: NDArray[np.int64]
    """Shape (rows,): those of them that nothing explains."""

    def totals(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Sum of `counts` over each account's days."""
        return np.add.reduceat(counts, self.start[:-1])


def roles_of(window: Window) -> list[tuple[str, NDArray[np.intp]]]:
    """Each declared role with the places of its accounts in `Window.clients`, those under an agreement left out.

    None where there are no relation tables.
    """
    if not window.explained:
        return []
    table = window.clients
    free = pc.and_(pc.is_null(table["declared_crawler"]), pc.is_null(table["agreement"]))
    named = pc.and_(free, pc.not_equal(table["role"].fill_null(""), ""))
    role = np.asarray(pc.if_else(named, table["role"], "").to_numpy(), str)
    every = [(name, np.flatnonzero(role == name)) for name in np.unique(role).tolist() if name]
    return [(name, place) for name, place in every if len(place) >= FEWEST]


def colleagues_of(window: Window) -> Iterator[Colleagues]:
    """Every role that the relation tables say enough about."""
    client, bucket = column(window.rollup, "client"), column(window.rollup, "bucket")
    new, unexplained = column(window.rollup, "new_records"), column(window.rollup, "unexplained_records")
    numbers = column(window.clients, "client")
    for role, place in roles_of(window):
        mine = np.flatnonzero(np.isin(client, numbers[place]) & (new > 0))
        at = np.argsort(numbers[place], kind="stable")
        owner = at[np.searchsorted(numbers[place], client[mine], sorter=at)]
        key, row = np.unique(owner * (1 << 32) + bucket[mine] // DAY, return_inverse=True)
        sums = [np.bincount(row, counts[mine], len(key)).astype(np.int64) for counts in (new, unexplained)]
        group = _of_days(role, place, key, sums)
        kept = ~_broken(group)
        group = _of_days(role, place, key[kept], [counts[kept] for counts in sums])
        if len(group.place) >= FEWEST and np.median(_share(group)) <= _TOLD:
            yield group


def _of_days(role: str, place: NDArray[np.intp], key: NDArray[np.int64], sums: list[NDArray[np.int64]]) -> Colleagues:
    owner, day = key >> 32, key & 0xFFFFFFFF
    first = np.flatnonzero(np.diff(owner, prepend=-1) != 0)
    return Colleagues(role, place[owner[first]], np.append(first, len(key)), day, *sums)


def _share(group: Colleagues) -> NDArray[np.float64]:
    """The unexplained share of each account."""
    share: NDArray[np.float64] = group.totals(group.unexplained) / group.totals(group.new)
    return share


def _broken(group: Colleagues) -> NDArray[np.bool_]:
    """Rows of the days on which nearly everybody's reasons are missing."""
    if not len(group.place):
        return np.zeros(0, np.bool_)
    share = group.unexplained / group.new
    order = np.lexsort((share, group.day))
    days, first, size = np.unique(group.day[order], return_index=True, return_counts=True)
    typical = share[order][first + (size - 1) // 2]
    usual = float(np.median(typical))
    bad = days[(typical > _BROKEN[0] * usual + _BROKEN[1]) & (size >= _ENOUGH)]
    return np.isin(group.day, bad)
