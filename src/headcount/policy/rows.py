"""Rows: the people that one client was shown within a period, as one array of numbers; a budget keeps a million of them.

A row begins with four numbers: the slot in which something runs out, people new to the client, the slot of its last showing, the
step it is on. Then come the people in order, and after these, in the same order, a stamp of each: slot of the last showing
(31 bits), slot from which it counts as new (31 bits), whether it was new, whether it was only shown masked.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

GRAIN = 24
"""Slots of a period: a person counts for a period and at most one slot more."""
DUE, NEW, TOUCHED, STEP, HEAD = 0, 1, 2, 3, 4
"""Where a row has what, and how long its beginning is."""
IS_NEW, HIDDEN = 2, 1
"""The last two bits of a stamp."""
LAST_SLOT = (1 << 31) - 1
"""The last slot that a stamp holds."""


class Shown(NamedTuple):
    """Some clients, with the people whom each was shown so far."""

    clients: Sequence[str]
    """Their names, each once."""
    ends: NDArray[np.int64]
    """Where the people of each begin in the columns below, and of the last one end: one longer than `clients`."""
    records: NDArray[np.uint64]
    """Different people of one client after the other."""
    first: NDArray[np.int64]
    """When each was shown to the client for the first time ever, microseconds since 1970."""
    last: NDArray[np.int64]
    """When for the last time."""


def people_of(row: array[int]) -> NDArray[np.uint64]:
    """The people of a row, in order."""
    return np.frombuffer(row, np.uint64)[HEAD : (len(row) + HEAD) // 2]


def again(row: array[int], at: int, slot: int, *, hidden: bool) -> bool:
    """Count one more showing of a person, whose stamp is `at` a place in a row, and tell whether that changes it."""
    before = row[at]
    still = before & HIDDEN if hidden else 0
    row[at] = max(slot, before >> 33) << 33 | before & (LAST_SLOT << 2 | IS_NEW) | still
    return row[at] != before


def holds(known: Sequence[int], record: int) -> bool:
    """Whether a record is among `known`, which are in order."""
    place = bisect_left(known, record)
    return place < len(known) and known[place] == record


def swept(row: array[int], slot: int) -> tuple[array[int] | None, NDArray[np.uint64]]:
    """A row anew, without the people who have run out by `slot`, None when nobody is left; and those people."""
    people, stamp = people_of(row), np.frombuffer(row, np.uint64)[(len(row) + HEAD) // 2 :]
    oldest = np.uint64(max(slot - GRAIN, 0))
    stays = stamp >> np.uint64(33) >= oldest
    gone, people, stamp = people[~stays], people[stays], stamp[stays]
    if not len(people):
        return None, gone
    since = stamp >> np.uint64(2) & np.uint64(LAST_SLOT)
    new = (stamp & np.uint64(IS_NEW)).astype(np.bool_) & (since >= oldest)
    stamp = np.where(new, stamp, stamp & ~np.uint64(IS_NEW))
    first = min(int((stamp >> np.uint64(33)).min()), int(since[new].min()) if new.any() else slot)
    found = array("Q", (first + GRAIN + 1, int(new.sum()), row[TOUCHED], row[STEP]))
    found.frombytes(people.tobytes())
    found.frombytes(stamp.tobytes())
    return found, gone


class Loading:
    """Rows of many clients at once, as if their people had been counted one by one."""

    def __init__(self, shown: Shown, width: int, oldest: int, *, remember: bool) -> None:
        """Of `shown`, by slots of `width` microseconds; whoever was shown last before slot `oldest` has run out.

        `remember` when it matters who is new to a client.
        """
        owner = np.repeat(np.arange(len(shown.clients)), np.diff(shown.ends))
        order = np.lexsort((shown.records, owner))
        self._clients = shown.clients
        self._owner, self._people = owner[order], shown.records[order]
        self._since, self._until = (np.clip(times[order] // width, 0, LAST_SLOT) for times in (shown.first, shown.last))
        self._stays = self._until >= oldest
        self._new = (self._since >= oldest) & remember

    def gone(self) -> Iterator[tuple[str, NDArray[np.uint64]]]:
        """Clients with people who have run out."""
        if self._stays.all():
            return
        owner, people = self._owner[~self._stays], self._people[~self._stays]
        starts = np.flatnonzero(np.diff(owner, prepend=-1))
        for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(owner)], strict=True):
            yield self._clients[owner[start]], people[start:end]

    def rows(self, step: Callable[[int, int], int]) -> Iterator[tuple[str, array[int]]]:
        """Clients with the row of those who count; `step` is where one is with so many people, and so many new ones."""
        stays = self._stays
        if not stays.any():
            return
        owner, people, since, until, new = (x[stays] for x in (self._owner, self._people, self._since, self._until, self._new))
        stamps = (until << 33 | since << 2 | new * IS_NEW).tobytes()
        starts = np.flatnonzero(np.diff(owner, prepend=-1))
        due = np.minimum(until, np.where(new, since, until))
        told = zip(
            owner[starts].tolist(),
            starts.tolist(),
            [*starts[1:].tolist(), len(owner)],
            (np.minimum.reduceat(due, starts) + GRAIN + 1).tolist(),
            np.add.reduceat(new, starts, dtype=np.int64).tolist(),
            np.maximum.reduceat(until, starts).tolist(),
            strict=True,
        )
        records = people.tobytes()
        for client, start, end, runs_out, count, touched in told:
            row = array("Q", (runs_out, count, touched, step(end - start, count)))
            row.frombytes(records[8 * start : 8 * end])
            row.frombytes(stamps[8 * start : 8 * end])
            yield self._clients[client], row
