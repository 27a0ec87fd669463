"""Sightings: which people each client was shown within a period, exactly, in little memory and without a pause.

A period has `GRAIN` slots. A person counts from the first showing until no showing of them lies within the period any more,
to the slot: so no period of that length, wherever it begins, ever holds more people than are counted. What has run out is let
go of when its client comes back, and a few clients at a time for those who do not.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import deque
from collections.abc import Collection, Iterable, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

GRAIN = 24
"""Slots of a period: a person counts for a period and at most one slot more."""
_SHARDS = 64
"""Clients are spread over so many dictionaries, so that none takes long to grow."""
_AT_ONCE = 4
"""So many clients that may have run out are looked at with each one that is counted."""
_DUE, _NEW, _TOUCHED, _STEP, _HEAD = 0, 1, 2, 3, 4
"""A client's row begins with: slot in which something runs out, people new to it, slot of its last showing, step it is on.

Then come the people in order, and after these, in the same order, a stamp of each: slot of the last showing (31 bits), slot
from which it counts as new (31 bits), whether it was new, whether it was only shown masked.
"""
_IS_NEW, _HIDDEN = 2, 1
_SLOT = (1 << 31) - 1


class Weight(msgspec.Struct, frozen=True, gc=False):
    """What showing some people to a client would mean."""

    people: int
    """People who count now, masked ones among them."""
    new: int
    """Of these, people new to the client."""
    fresh: int
    """People of the request who do not count yet."""
    fresh_new: int
    """Of these, people whom the client was never shown."""
    hidden: int
    """People of the request who count, and were only shown masked."""
    step: int
    """The step of the budget that the client is on; 0: none yet."""
    until: int
    """When the first of them runs out, microseconds since 1970; 0: nobody counts."""


class Sightings:
    """One budget's clients, with the people they were shown in the last period."""

    def __init__(self, period: int, *, remember: bool, most: int = 2_000_000) -> None:
        """Count for a `period` of microseconds; `remember` those who have run out, to tell who is new to a client.

        Of more than `most` clients, those are forgotten that were shown nobody for longest.
        """
        self._width = max(period // GRAIN, 1)
        self._most = most
        self._shards: list[dict[str, array[int]]] = [{} for _ in range(_SHARDS)]
        self._known: list[dict[str, array[int]]] | None = [{} for _ in range(_SHARDS)] if remember else None
        self._touched: deque[tuple[int, deque[str]]] = deque()
        self.clients = 0
        """Clients who were shown somebody in the last period, or have not been looked at since."""
        self.forgotten = 0
        """Clients who were forgotten too early because they were too many."""

    def weigh(self, client: str, records: Collection[int], now: int) -> Weight:
        """What showing `records` (different ones) to a client would mean; `now` in microseconds since 1970."""
        row = self._row(client, self._slot(now))
        if row is None:
            return Weight(0, 0, len(records), self._unknown(client, records), 0, 0, 0)
        count = (len(row) - _HEAD) // 2
        end, fresh, hidden = _HEAD + count, list[int](), 0
        for record in records:
            place = bisect_left(row, record, _HEAD, end)
            if place == end or row[place] != record:
                fresh.append(record)
            elif row[place + count] & _HIDDEN:
                hidden += 1
        unknown = self._unknown(client, fresh) if fresh else 0
        return Weight(count, row[_NEW], len(fresh), unknown, hidden, row[_STEP], row[_DUE] * self._width)

    def add(self, client: str, records: Iterable[int], now: int, *, hidden: bool = False, step: int | None = None) -> bool:
        """Count people who are shown to a client, and tell whether that changes anything before the next slot.

        `hidden` when they are only shown masked; `step` is the one that the client is on now, None: as before.
        """
        slot = self._slot(now)
        place = hash(client) % _SHARDS
        row = self._shards[place].get(client)
        if row is None:
            row = self._shards[place][client] = array("Q", (slot + GRAIN + 1, 0, 0, 0))
            self.clients += 1
        if step is not None:
            row[_STEP] = step
        known = self._known[place].get(client, ()) if self._known is not None else None
        changed = False
        for record in records:
            changed |= _count(row, record, slot, hidden=hidden, new=known is not None and not _holds(known, record))
        if row[_TOUCHED] < slot:
            row[_TOUCHED] = slot
            self._touch(client, slot)
        self._let_go(slot)
        return changed

    def start_remembering(self) -> None:
        """Remember from now on those who run out, if it does not do so already; whoever counts now is known then."""
        if self._known is None:
            self._known = [{} for _ in range(_SHARDS)]

    def remember(self, client: str, records: Sequence[int] | NDArray[np.uint64]) -> None:
        """Know people whom a client was shown before, such as a ledger has them; they are not new to it."""
        if self._known is not None and len(records):
            self._keep(client, np.asarray(records, np.uint64))

    def _slot(self, now: int) -> int:
        """The slot of a time; those before 1970 and beyond what a stamp holds are drawn to the nearest."""
        slot = now // self._width
        return slot if 0 <= slot <= _SLOT else 0 if slot < 0 else _SLOT

    def _row(self, client: str, slot: int) -> array[int] | None:
        """A client's row without what has run out; None when nothing is left of it."""
        shard = self._shards[hash(client) % _SHARDS]
        row = shard.get(client)
        if row is not None and row[_DUE] <= slot:
            row = self._swept(client, row, slot)
            if row is None:
                del shard[client]
                self.clients -= 1
            else:
                shard[client] = row
        return row

    def _swept(self, client: str, row: array[int], slot: int) -> array[int] | None:
        """A row anew, without the people who have run out by `slot`."""
        count = (len(row) - _HEAD) // 2
        held = np.frombuffer(row, np.uint64)
        people, stamp = held[_HEAD : _HEAD + count], held[_HEAD + count :]
        oldest = np.uint64(max(slot - GRAIN, 0))
        stays = stamp >> np.uint64(33) >= oldest
        if not stays.all():
            self._keep(client, people[~stays])
            people, stamp = people[stays], stamp[stays]
        if not len(people):
            return None
        since = stamp >> np.uint64(2) & np.uint64(_SLOT)
        new = (stamp & np.uint64(_IS_NEW)).astype(np.bool_) & (since >= oldest)
        stamp = np.where(new, stamp, stamp & ~np.uint64(_IS_NEW))
        first = min(int((stamp >> np.uint64(33)).min()), int(since[new].min()) if new.any() else slot)
        swept = array("Q", (first + GRAIN + 1, int(new.sum()), row[_TOUCHED], row[_STEP]))
        swept.frombytes(people.tobytes())
        swept.frombytes(stamp.tobytes())
        return swept

    def _unknown(self, client: str, records: Collection[int]) -> int:
        """How many of some people a client was never shown."""
        if self._known is None:
            return 0
        known = self._known[hash(client) % _SHARDS].get(client)
        return len(records) if known is None else sum(not _holds(known, record) for record in records)

    def _keep(self, client: str, records: NDArray[np.uint64]) -> None:
        if self._known is None:
            return
        shard = self._known[hash(client) % _SHARDS]
        known = shard.pop(client, None)
        both = records if known is None else np.concatenate([np.frombuffer(known, np.uint64), records])
        shard[client] = array("Q", np.unique(both).tobytes())
        if len(shard) > self._most // _SHARDS + 1:
            del shard[next(iter(shard))]

    def _touch(self, client: str, slot: int) -> None:
        if not self._touched or self._touched[-1][0] < slot:
            self._touched.append((slot, deque()))
        self._touched[-1][1].append(client)

    def _let_go(self, slot: int) -> None:
        """Look at a few clients who were shown nobody for longest."""
        for _ in range(_AT_ONCE):
            if not self._touched:
                return
            touched, clients = self._touched[0]
            crowded = self.clients > self._most
            if touched + GRAIN >= slot and not crowded:
                return
            if not clients:
                self._touched.popleft()
                continue
            client = clients.popleft()
            shard = self._shards[hash(client) % _SHARDS]
            row = shard.get(client)
            if row is not None and row[_TOUCHED] <= touched:
                self._keep(client, np.frombuffer(row, np.uint64)[_HEAD : _HEAD + (len(row) - _HEAD) // 2])
                del shard[client]
                self.clients -= 1
                self.forgotten += touched + GRAIN >= slot


def _count(row: array[int], record: int, slot: int, *, hidden: bool, new: bool) -> bool:
    """Count one person in a row, and tell whether that changes it; `new` when the person would be new to the client."""
    count = (len(row) - _HEAD) // 2
    end = _HEAD + count
    place = bisect_left(row, record, _HEAD, end)
    if place == end or row[place] != record:
        row[_NEW] += new
        row.insert(place + count, slot << 33 | slot << 2 | new << 1 | hidden)
        row.insert(place, record)
        return True
    before = row[place + count]
    still = before & _HIDDEN if hidden else 0
    row[place + count] = max(slot, before >> 33) << 33 | before & (_SLOT << 2 | _IS_NEW) | still
    return row[place + count] != before


def _holds(known: Sequence[int], record: int) -> bool:
    place = bisect_left(known, record)
    return place < len(known) and known[place] == record
