"""Mechanism: accounts of one declared role, day by day, and how many of their new records are odd: without a reason, say."""

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
    odd: NDArray[np.int64]
    """Shape (rows,): those of them that are odd."""

    def totals(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Sum of `counts` over each account's days."""
        return np.add.reduceat(counts, self.start[:-1])

    def of(self, kept: NDArray[np.bool_]) -> Colleagues:
        """Some of the days."""
        owner = np.repeat(self.place, np.diff(self.start))[kept]
        return _of_days(self.role, owner, self.day[kept], [self.new[kept], self.odd[kept]])


def roles_of(window: Window) -> list[tuple[str, NDArray[np.intp]]]:
    """The roles of people, as `declared_roles`; none where there are no relation tables."""
    return [one for one in declared_roles(window) if one[0] not in window.devices] if window.explained else []


def declared_roles(window: Window) -> list[tuple[str, NDArray[np.intp]]]:
    """Each role with the places of its accounts in `Window.clients`, those under an agreement left out."""
    table = window.clients
    free = pc.and_(pc.is_null(table["declared_crawler"]), pc.is_null(table["agreement"]))
    named = pc.and_(free, pc.not_equal(table["role"].fill_null(""), ""))
    role = np.asarray(pc.if_else(named, table["role"], "").to_numpy(), str)
    every = [(name, np.flatnonzero(role == name)) for name in np.unique(role).tolist() if name]
    return [(name, place) for name, place in every if len(place) >= FEWEST]


def colleagues_of(window: Window, seconds: int = DAY) -> Iterator[Colleagues]:
    """Every role of people that the relation tables say enough about, by days or units of so many `seconds`.

    The roles, their accounts and the days that are left out are the same whatever the unit.
    """
    for role, place in roles_of(window):
        rows = rows_of(window, place)
        odd = column(window.rollup, "unexplained_records")[rows.row]
        days = by_day(role, place, rows, odd)
        bad = broken(days)
        kept = days.of(~bad)
        if len(kept.place) >= FEWEST and told_enough(kept):
            units = kept if seconds == DAY else by_day(role, place, rows, odd, seconds)
            yield units if seconds == DAY else units.of(~np.isin(units.day * seconds // DAY, days.day[bad]))


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of the roll-up in which accounts of one role were shown something new."""

    row: NDArray[np.intp]
    """Shape (rows,): places in `Window.rollup`."""
    owner: NDArray[np.intp]
    """Shape (rows,): which of the role's accounts."""
    time: NDArray[np.int64]
    """Shape (rows,): start of the ten minutes, seconds since 1970-01-01 UTC."""
    new: NDArray[np.int64]
    """Shape (rows,): records that were new to the account."""


def rows_of(window: Window, place: NDArray[np.intp]) -> Rows:
    """The rows of the accounts at these places of `Window.clients`."""
    client, new = column(window.rollup, "client"), column(window.rollup, "new_records")
    numbers = column(window.clients, "client")[place]
    mine = np.flatnonzero(np.isin(client, numbers) & (new > 0))
    at = np.argsort(numbers, kind="stable")
    owner = at[np.searchsorted(numbers, client[mine], sorter=at)]
    return Rows(mine, owner, column(window.rollup, "bucket")[mine], new[mine])


def by_day(role: str, place: NDArray[np.intp], rows: Rows, odd: NDArray[np.int64], seconds: int = DAY) -> Colleagues:
    """The rows summed over days, or units of so many seconds; `odd` of their new records are odd."""
    key, row = np.unique(rows.owner * (1 << 32) + rows.time // seconds, return_inverse=True)
    sums = [np.bincount(row, counts, len(key)).astype(np.int64) for counts in (rows.new, odd)]
    return _of_days(role, place[key >> 32], key & 0xFFFFFFFF, sums)


def _of_days(role: str, owner: NDArray[np.intp], day: NDArray[np.int64], sums: list[NDArray[np.int64]]) -> Colleagues:
    first = np.flatnonzero(np.diff(owner, prepend=-1) != 0)
    return Colleagues(role, owner[first], np.append(first, len(owner)), day, *sums)


def told_enough(group: Colleagues) -> bool:
    """Whether the typical account's share of odd records is small enough to say something."""
    return bool(np.median(group.totals(group.odd) / group.totals(group.new)) <= _TOLD)


def broken(group: Colleagues) -> NDArray[np.bool_]:
    """Rows of the days on which nearly everybody's records are odd."""
    if not len(group.place):
        return np.zeros(0, np.bool_)
    share = group.odd / group.new
    order = np.lexsort((share, group.day))
    days, first, size = np.unique(group.day[order], return_index=True, return_counts=True)
    typical = share[order][first + (size - 1) // 2]
    usual = float(np.median(typical))
    bad = days[(typical > _BROKEN[0] * usual + _BROKEN[1]) & (size >= _ENOUGH)]
    return np.isin(group.day, bad)
