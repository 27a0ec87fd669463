"""Mechanism: the window's ten-minute roll-up as rows of (client, active hour or day), in NumPy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.ledger.window import Window

_HISTORY = "history"
_PAGES = {
    "page_records": ("records", "lookup_records"),
    "page_new": ("new_records", "lookup_new"),
    "page_cold": ("cold_records", "lookup_cold"),
}
"""Columns without what was looked up: name to (all, of these looked up)."""
_SPARSE = 4
"""Client numbers that reach further than so many times their number (and a million) are looked up by halving."""


@dataclass(frozen=True, slots=True)
class Units:
    """One row a client and unit of time in which it was shown a record, sorted by client, then time."""

    client: NDArray[np.int64]
    """Shape (rows,): the client's place in `Crowd`."""
    start: NDArray[np.intp]
    """Shape (clients with rows + 1,): first row of each client, then the number of rows."""
    time: NDArray[np.int64]
    """Shape (rows,): start of the unit, seconds since 1970-01-01 UTC."""
    counts: dict[str, NDArray[np.int64]]
    """Roll-up column to its sum over the unit; and `history`."""

    def __len__(self) -> int:
        return len(self.client)

    @property
    def history(self) -> NDArray[np.int64]:
        """Shape (rows,): different records shown to the client in earlier units."""
        return self.counts[_HISTORY]

    def owners(self) -> NDArray[np.int64]:
        """The client of each segment of `start`."""
        return self.client[self.start[:-1]]

    def of(self, chosen: NDArray[np.bool_], positive: str = "records") -> Self:
        """The rows of the clients where `chosen` (indexed by place in `Crowd`) is true and the column `positive` is above 0."""
        keep = np.flatnonzero(chosen[self.client] & (self.counts[positive] > 0))
        return self.at(keep)

    def of_one(self, place: int) -> Self:
        """The rows of one client, by its place in `Crowd`: as `of` says, without a look at everybody's."""
        begin, end = np.searchsorted(self.client, (place, place + 1))
        return self.at(begin + np.flatnonzero(self.counts["records"][begin:end] > 0))

    def of_those(self, rows: NDArray[np.bool_]) -> Self:
        """All rows of the clients that have any of these."""
        if not len(self):
            return self
        some = np.logical_or.reduceat(rows, self.start[:-1])
        return self.at(np.flatnonzero(np.repeat(some, np.diff(self.start))))

    def before(self, second: int) -> Self:
        """The rows of units that begin before a second since 1970-01-01 UTC."""
        return self.at(np.flatnonzero(self.time < second))

    def after(self, second: int) -> Self:
        """The rows of units that begin at a second since 1970-01-01 UTC or later."""
        return self.at(np.flatnonzero(self.time >= second))

    def between(self, since: int, until: int) -> Self:
        """The rows of units that begin in [since, until), seconds since 1970-01-01 UTC."""
        return self.at(np.flatnonzero((self.time >= since) & (self.time < until)))

    def rows_between(self, since: int, until: int) -> int:
        """How many rows `between` has."""
        return int(np.count_nonzero((self.time >= since) & (self.time < until)))

    def clients_after(self, second: int) -> int:
        """How many clients have a row of a unit that begins at a second since 1970-01-01 UTC or later."""
        there = self.client[self.time >= second]
        return int(np.count_nonzero(np.diff(there, prepend=-1)))

    def at(self, keep: NDArray[np.intp]) -> Self:
        """Some of the rows, ascending."""
        if len(keep) == len(self):
            return self
        client = self.client[keep]
        return type(self)(client, _edges(client), self.time[keep], _Taken(self.counts, keep))


class _Taken(dict[str, NDArray[np.int64]]):
    """Some rows of each column, taken when they are asked for: of millions of rows, most columns never are."""

    def __init__(self, whole: dict[str, NDArray[np.int64]], keep: NDArray[np.intp]) -> None:
        super().__init__()
        self._whole: dict[str, NDArray[np.int64]] = whole
        self._keep: NDArray[np.intp] = keep
        if isinstance(whole, _Taken):  # of a choice of a choice, what lies between is not made
            self._whole, self._keep = whole._whole, whole._keep[keep]  # noqa: SLF001  # of its own kind

    def __missing__(self, name: str) -> NDArray[np.int64]:
        """The rows of a column that was not asked for until now."""
        self[name] = self._whole[name][self._keep]
        return self[name]


class _Summed(dict[str, NDArray[np.int64]]):
    """The roll-up's columns, summed when they are asked for."""

    def __init__(self, window: Window, order: NDArray[np.intp] | None, first: NDArray[np.intp], start: NDArray[np.intp]) -> None:
        """`order` puts the rows in order, where they are not; then, a unit begins at each of `first`; `start` as in `Units`."""
        super().__init__()
        self._window, self._order, self._start = window, order, start
        self._first = first if len(first) < len(window.rollup) else None

    def __missing__(self, name: str) -> NDArray[np.int64]:
        """The sums of a column that was not asked for until now."""
        if name == _HISTORY:
            seen = np.cumsum(self["new_records"]) - self["new_records"]
            self[name] = seen - np.repeat(seen[self._start[:-1]], np.diff(self._start))
            return self[name]
        everything, looked_up = _PAGES.get(name, (name, ""))
        values = column(self._window.rollup, everything)
        if looked_up:
            values = np.maximum(values - column(self._window.rollup, looked_up), 0)
        if self._order is not None:
            values = values[self._order]
        self[name] = values if self._first is None else np.add.reduceat(values, self._first)
        return self[name]


@lru_cache(maxsize=4)
def units_of(window: Window, seconds: int) -> Units:
    """Sum the roll-up over units of `seconds` (a multiple of 600), whatever the order of its rows.

    A column is read and summed when it is asked for: of millions of clients, each takes as much memory as the result.
    """
    client = places(column(window.clients, "client"), column(window.rollup, "client"))
    unit = column(window.rollup, "bucket") // seconds
    key = client * (int(unit.max(initial=0)) + 1) + unit
    order = np.argsort(key, kind="stable") if np.any(key[1:] < key[:-1]) else None
    if order is not None:
        key, client, unit = key[order], client[order], unit[order]
    first = np.flatnonzero(np.r_[True, key[1:] != key[:-1]]) if len(key) else np.zeros(0, np.intp)
    client, time = client[first], unit[first] * seconds
    del key, unit
    start = _edges(client)
    return Units(client, start, time, _Summed(window, order, first, start))


def places(numbers: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each of the wanted numbers, all of which are there, stands among the different `numbers` (in any order)."""
    if not len(numbers) or int(numbers.max()) > _SPARSE * len(numbers) + 1_000_000:
        order = np.argsort(numbers, kind="stable")
        found: NDArray[np.int64] = order[np.searchsorted(numbers, wanted, sorter=order)] if len(numbers) else wanted[:0]
        return found
    table = np.zeros(int(numbers.max()) + 1, np.int64)
    table[numbers] = np.arange(len(numbers))
    return table[wanted]


def column(table: pa.Table, name: str) -> NDArray[np.int64]:
    """A numeric or timestamp column as 64-bit integers (timestamps in seconds)."""
    values = table.column(name).combine_chunks()
    if pa.types.is_timestamp(values.type):
        values = values.cast(pa.timestamp("s", tz="UTC")).cast(pa.int64())
    return np.asarray(values.to_numpy(zero_copy_only=False), np.int64)


def _edges(client: NDArray[np.int64]) -> NDArray[np.intp]:
    if not len(client):
        return np.zeros(1, np.intp)
    first = np.flatnonzero(client[1:] != client[:-1]) + 1
    return np.concatenate([[0], first, [len(client)]]).astype(np.intp)
