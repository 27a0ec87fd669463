"""Pairs of client and record from showings by number: sorted part by part, each client whole in one part.

Showings come in the order in which they happened. They are dealt out to parts of about a million by client, and each part is
sorted twice, packed into one number a row (numbers sort several times faster than rows): by client and record, which tells the
different records, when each was first shown and how often; and by client and time, which is how `buckets` counts. Memory is
that of one part and of what is told of every client, record and ten minutes; the rest lies on disk.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from headcount.compiled import compiled
from headcount.ledger.columns import Columns

I64 = NDArray[np.int64]
U32 = NDArray[np.uint32]
AT_A_TIME = 1 << 22
"""Rows that are read at a time."""
_PART_BITS = 20
"""A part begins with each 2**20 rows; it ends with the last client that begins in it."""
_TYPES: dict[str, np.dtype[Any]] = {
    **dict.fromkeys(("client", "route", "record"), np.dtype(np.uint32)),
    "code": np.dtype(np.int64),
}
_READ = ("caller", "route", "record", "code")


@dataclass(frozen=True, slots=True)
class Part:
    """The pairs of some clients, ordered by client, then record."""

    since: int
    """The clients are those from this number on,"""
    until: int
    """and below this one."""
    client: I64
    """Shape (pairs,)."""
    record: I64
    """Shape (pairs,): number of the record."""
    code: I64
    """Shape (pairs,): least code of the showings (see `rollup`), the first."""
    times: I64
    """Shape (pairs,): how often it was shown."""
    people: NDArray[np.bool_]
    """Shape (pairs,): whether a route to people ever showed it."""
    again: tuple[I64, I64]
    """Of pairs with more than one showing: the pair's place (ascending) and the code of each of its showings."""
    last: tuple[I64, I64]
    """Clients, and the greatest code of each one's showings."""
    through: tuple[I64, I64, I64]
    """Client, route and how often the one was shown something through the other."""

    def by_time(self) -> NDArray[np.intp]:
        """Places of the pairs ordered by client, then second of the first showing."""
        second = self.code >> 24
        second -= int(np.min(second, initial=1 << 39))
        return order_of(self.client, second, self.since, int(np.max(second, initial=0)))


class Dealt:
    """Showings dealt out by client, in files of a folder that nobody else uses."""

    def __init__(self, showings: Columns, clients: I64, visible: NDArray[np.bool_], folder: Path) -> None:
        """Deal them out.

        Args:
            showings: columns `caller`, `record`, `route` (numbers) and `code`.
            clients: client of each caller, -1 for one that is nobody's.
            visible: whether what a route showed counts, by route.
            folder: where to.
        """
        self._folder = folder
        most = int(clients.max(initial=-1)) + 1
        self.rows = np.zeros(most, np.int64)
        """Showings of each client."""
        self.hits = np.zeros(len(visible), np.int64)
        """Showings through each route."""
        for begin, end in spans(showings.rows):
            caller, route = (showings.part(name, begin, end) for name in ("caller", "route"))
            _count(caller, route, clients, visible, self.rows, self.hits)
        starts = np.cumsum(self.rows) - self.rows
        part = (starts >> _PART_BITS).astype(np.uint32)
        first = np.flatnonzero(np.diff(part, prepend=part[:1] - 1)) if most else np.zeros(0, np.intp)
        self._bounds = [*first.tolist(), most]
        self._edges = [*starts[first].tolist(), int(self.rows.sum())]
        place = np.repeat(np.arange(len(first), dtype=np.uint16), np.diff(self._bounds))
        with ExitStack() as opened:
            handles = [_opened(opened, folder / f"dealt-{name}") for name in _TYPES]
            written = np.array(self._edges[:-1], np.int64)
            for begin, end in spans(showings.rows):
                caller, route, record, code = (showings.part(name, begin, end) for name in _READ)
                count = np.zeros(len(first), np.int64)
                _count_parts(caller, route, clients, visible, place, count)
                dealt = [np.empty(int(count.sum()), kind) for kind in _TYPES.values()]
                begins = np.cumsum(count) - count
                _deal(caller, route, record, code, clients, visible, place, begins, dealt[0], dealt[1], dealt[2], dealt[3])
                for handle, rows in zip(handles, dealt, strict=True):
                    taken = 0
                    for to in np.flatnonzero(count).tolist():
                        _write(handle, rows[taken : taken + count[to]], int(written[to]) * rows.itemsize)
                        taken += int(count[to])
                written += count

    def __len__(self) -> int:
        return len(self._edges) - 1

    def parts(self, people: NDArray[np.bool_], records: int) -> Iterator[Part]:
        """The pairs of each part.

        Args:
            people: whether a route shows people, by route.
            records: how many numbers of records there are.
        """
        for number in range(len(self)):
            begin, count = self._edges[number], self._edges[number + 1] - self._edges[number]
            client, route, record, code = (
                np.fromfile(self._folder / f"dealt-{name}", kind, count, offset=begin * kind.itemsize)
                for name, kind in _TYPES.items()
            )
            order = order_of(client, record, self._bounds[number], max(records - 1, 0))
            yield _paired(self._bounds[number : number + 2], order, client, record, route, code, people)


def counted(showings: Columns, clients: I64, visible: NDArray[np.bool_]) -> Iterator[dict[str, NDArray[Any]]]:
    """Client, route, record and code of those showings that count, some rows at a time, as they came."""
    for begin, end in spans(showings.rows):
        route = showings.part("route", begin, end)
        client = clients[showings.part("caller", begin, end)]
        keep = np.flatnonzero((client >= 0) & visible[route])
        told = {"client": client, "route": route} | {name: showings.part(name, begin, end) for name in ("record", "code")}
        yield {name: values[keep] for name, values in told.items()}


def spans(rows: int) -> Iterator[tuple[int, int]]:
    """Begin and end of so many rows at a time as are read."""
    for begin in range(0, rows, AT_A_TIME):
        yield begin, min(begin + AT_A_TIME, rows)


def _opened(opened: ExitStack, file: Path) -> int:
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    opened.callback(os.close, handle)
    return handle


def _write(handle: int, rows: NDArray[Any], at: int) -> None:
    data = rows.data.cast("B")
    while data:
        done = os.pwrite(handle, data, at)
        data, at = data[done:], at + done


def _paired(
    bounds: list[int],
    order: NDArray[np.intp],
    client: U32,
    record: U32,
    route: U32,
    code: I64,
    people: NDArray[np.bool_],
) -> Part:
    """The pairs of showings ordered by client and record."""
    since, until = bounds
    rows = len(order)
    own, number, first, times, again, again_code = (np.empty(rows, np.int64) for _ in range(6))
    to_client, to_route, to_times = (np.empty(rows, np.int64) for _ in range(3))
    of_people, last = np.empty(rows, np.bool_), np.full(until - since, -1, np.int64)
    found, repeated = _pair(
        order, client, record, route, code, people, since, own, number, first, times, of_people, again, again_code, last
    )
    counts, met = np.zeros(len(people), np.int64), np.empty(len(people), np.int64)
    ways = _count_ways(order, client, route, counts, met, to_client, to_route, to_times)
    there = np.flatnonzero(last >= 0)
    return Part(
        since=since,
        until=until,
        client=own[:found],
        record=number[:found],
        code=first[:found],
        times=times[:found],
        people=of_people[:found],
        again=(again[:repeated], again_code[:repeated]),
        last=(there + since, last[there]),
        through=(to_client[:ways], to_route[:ways], to_times[:ways]),
    )


def order_of(left: NDArray[Any], right: NDArray[Any], least: int, most: int) -> NDArray[np.intp]:
    """Places of the rows ordered by two columns: packed into one number each where they fit.

    Args:
        left: none below `least`.
        right: from 0 up to `most`.
        least: see `left`.
        most: see `right`.
    """
    rows = len(left)
    if not rows:
        return np.zeros(0, np.intp)
    bits, place = most.bit_length(), (rows - 1).bit_length()
    if (int(left.max()) - least).bit_length() + bits + place > 63:
        return np.lexsort((right, left))
    packed = np.empty(rows, np.int64)
    _pack(left, right, least, bits, place, packed)
    packed.sort()
    packed &= (1 << place) - 1
    return packed


@compiled
def _pack(left: NDArray[Any], right: NDArray[Any], least: int, bits: int, place: int, packed: I64) -> None:
    for row in range(len(packed)):
        packed[row] = (((np.int64(left[row]) - least) << bits) | np.int64(right[row])) << place | row


@compiled
def _count(caller: U32, route: U32, clients: I64, visible: NDArray[np.bool_], rows: I64, hits: I64) -> None:
    """Count the showings that count by client and by route."""
    for row in range(len(caller)):
        client = clients[caller[row]]
        if client >= 0 and visible[route[row]]:
            rows[client] += 1
            hits[route[row]] += 1


@compiled
def _count_parts(
    caller: U32, route: U32, clients: I64, visible: NDArray[np.bool_], place: NDArray[np.uint16], count: I64
) -> None:
    """Count them by part."""
    for row in range(len(caller)):
        client = clients[caller[row]]
        if client >= 0 and visible[route[row]]:
            count[place[client]] += 1


@compiled
def _deal(
    caller: U32,
    route: U32,
    record: U32,
    code: I64,
    clients: I64,
    visible: NDArray[np.bool_],
    place: NDArray[np.uint16],
    to: I64,
    to_client: U32,
    to_route: U32,
    to_record: U32,
    to_code: I64,
) -> None:
    """Put them side by side by part; `to` is where the next one of each part goes."""
    for row in range(len(caller)):
        client = clients[caller[row]]
        if client >= 0 and visible[route[row]]:
            at = to[place[client]]
            to[place[client]] += 1
            to_client[at] = client
            to_route[at] = route[row]
            to_record[at] = record[row]
            to_code[at] = code[row]


@compiled
def _pair(
    order: NDArray[np.intp],
    client: U32,
    record: U32,
    route: U32,
    code: I64,
    people: NDArray[np.bool_],
    since: int,
    pair_client: I64,
    pair_record: I64,
    pair_code: I64,
    times: I64,
    of_people: NDArray[np.bool_],
    again: I64,
    again_code: I64,
    last: I64,
) -> tuple[int, int]:
    """Fill the columns of `Part`; returns how many pairs there are, and how many showings of pairs with more than one."""
    found, repeated = -1, 0
    for row in range(len(order)):
        at = order[row]
        own = code[at]
        if found < 0 or client[at] != pair_client[found] or record[at] != pair_record[found]:
            found += 1
            pair_client[found] = client[at]
            pair_record[found] = record[at]
            pair_code[found] = own
            times[found] = 1
            of_people[found] = people[route[at]]
        else:
            if times[found] == 1:
                again[repeated] = found
                again_code[repeated] = pair_code[found]
                repeated += 1
            again[repeated] = found
            again_code[repeated] = own
            repeated += 1
            times[found] += 1
            pair_code[found] = min(pair_code[found], own)
            of_people[found] |= people[route[at]]
        last[client[at] - since] = max(last[client[at] - since], own)
    return found + 1, repeated


@compiled
def _count_ways(
    order: NDArray[np.intp],
    client: U32,
    route: U32,
    counts: I64,
    met: I64,
    to_client: I64,
    to_route: I64,
    to_times: I64,
) -> int:
    """Count showings by client and route into the last three; `counts` (zero) and `met` have a place for each route."""
    found, ways = 0, 0
    for row in range(len(order)):
        at = order[row]
        if counts[route[at]] == 0:
            met[ways] = route[at]
            ways += 1
        counts[route[at]] += 1
        if row + 1 == len(order) or client[order[row + 1]] != client[at]:
            for way in range(ways):
                to_client[found] = client[at]
                to_route[found] = met[way]
                to_times[found] = counts[met[way]]
                counts[met[way]] = 0
                found += 1
            ways = 0
    return found


@compiled
def arrange(
    order: NDArray[np.intp], client: I64, code: I64, times: I64, steps: I64, once: int, second: I64, flags: I64, place: I64
) -> None:
    """Of pairs in an order: second and flags (see `buckets`), and how many keys of client and ten minutes come before each."""
    key, keys = np.int64(-1), -1
    for row in range(len(order)):
        at = order[row]
        own = code[at]
        second[row] = own >> 24
        flags[row] = steps[own & 255] | (once if times[at] == 1 else 0)
        mine = (client[at] << 31) | (second[row] // 600)
        if mine != key:
            key = mine
            keys += 1
        place[row] = keys


@compiled
def mark_routes(route: U32, record: U32, bits: NDArray[np.uint64], marks: NDArray[np.uint64]) -> None:
    """Mark each record with the bit of the route that showed it, if it has one."""
    for row in range(len(route)):
        marks[record[row]] |= bits[route[row]]


@compiled
def count_viewers(record: I64, viewers: U32) -> None:
    """Count a part's pairs by record."""
    for row in range(len(record)):
        viewers[record[row]] += 1


@compiled
def mark(viewers: U32, most: int, record: U32, row: U32, counts: U32) -> None:
    """Count pairs whose record has at most so many viewers, by their row of the roll-up."""
    for pair in range(len(record)):
        if viewers[record[pair]] <= most:
            counts[row[pair]] += 1
