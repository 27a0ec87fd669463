"""Sightings: which people each client was shown within a period, exactly, in little memory and without a pause.

A period has `GRAIN` slots. A person counts from the first showing until no showing of them lies within the period any more,
to the slot: so no period of that length, wherever it begins, ever holds more people than are counted. What has run out is let
go of when its client comes back, and a few clients at a time for those who do not.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

GRAIN = 24
"""Slots of a period: a person counts for a period and at most one slot more."""
SHARDS = 64
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


Glance = tuple["array[int] | None", int, int, int, int, int]
"""A client's row, the slot, the person's place in the row, people and new people who would count, and 1 for a new person, 0 for
one who does not count yet, -1 for one who does."""


class Sightings:
    """One budget's clients, with the people they were shown in the last period."""

    def __init__(self, period: int, *, remember: bool, most: int = 2_000_000) -> None:
        """Count for a `period` of microseconds; `remember` those who have run out, to tell who is new to a client.

        Of more than `most` clients, those are forgotten that were shown nobody for longest.
        """
        self._width = max(period // GRAIN, 1)
        self._most = most
        self._shards: list[dict[str, array[int]]] = [{} for _ in range(SHARDS)]
        self._known: list[dict[str, array[int]]] | None = [{} for _ in range(SHARDS)] if remember else None
        self._touched: deque[tuple[int, deque[str]]] = deque()
        self._asleep: tuple[Sightings, Callable[[str], str]] | None = None
        """Clients from before this process, under other names, and how a client is named there."""
        self.clients = 0
        """Clients who were shown somebody in the last period, or have not been looked at since."""
        self.forgotten = 0
        """Clients who were forgotten too early because they were too many."""

    def weigh(self, client: str, records: Collection[int], now: int) -> Weight:
        """What showing `records` (different ones) to a client would mean; `now` in microseconds since 1970."""
        slot = now // self._width
        row = self._shards[hash(client) % SHARDS].get(client)
        if row is None or row[_DUE] <= slot:
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
        unknown = self._unknown(client, fresh) if fresh and self._known is not None else 0
        return Weight(count, row[_NEW], len(fresh), unknown, hidden, row[_STEP], row[_DUE] * self._width)

    def add(self, client: str, records: Iterable[int], now: int, *, hidden: bool = False, step: int | None = None) -> bool:
        """Count people who are shown to a client, and tell whether that changes anything before the next slot.

        `hidden` when they are only shown masked; `step` is the one that the client is on now, None: as before.
        """
        slot = now // self._width
        if not 0 <= slot <= _SLOT:
            slot = self._slot(now)
        place = hash(client) % SHARDS
        row = self._shards[place].get(client)
        if row is None and self._asleep is not None:
            row = self._woken(client, slot)
        if row is None:
            row = self._shards[place][client] = array("Q", (slot + GRAIN + 1, 0, 0, 0))
            self.clients += 1
        if step is not None:
            row[_STEP] = step
        known = self._known[place].get(client, ()) if self._known is not None else None
        changed = False
        for record in records:
            end = (len(row) + _HEAD) // 2
            at = bisect_left(row, record, _HEAD, end)
            if at == end or row[at] != record:
                new = known is not None and (not known or not _holds(known, record))
                row[_NEW] += new
                row.insert(at + end - _HEAD, slot << 33 | slot << 2 | new << 1 | hidden)
                row.insert(at, record)
                changed = True
            else:
                changed |= _again(row, at + end - _HEAD, slot, hidden=hidden)
        if row[_TOUCHED] < slot:
            row[_TOUCHED] = slot
            self._touch(client, slot)
        if self._touched and (self._touched[0][0] + GRAIN < slot or self.clients > self._most):
            self._let_go(slot)
        return changed

    def glance(self, client: str, record: int, now: int) -> Glance:
        """What showing one person to a client would mean: the same as `weigh`, for the one case that is asked all the time."""
        slot = now // self._width
        if not 0 <= slot <= _SLOT:
            slot = self._slot(now)
        row = self._shards[hash(client) % SHARDS].get(client)
        if row is None or row[_DUE] <= slot:
            row = self._row(client, slot)
            if row is None:
                new = self._unknown(client, (record,))
                return None, slot, 0, 1, new, new
        end = (len(row) + _HEAD) // 2
        at = bisect_left(row, record, _HEAD, end)
        if at < end and row[at] == record:
            return row, slot, at, end - _HEAD, row[_NEW], -1
        new = 0 if self._known is None else self._unknown(client, (record,))
        return row, slot, at, end - _HEAD + 1, row[_NEW] + new, new

    def take(self, client: str, record: int, glance: Glance) -> bool:
        """Count the person of a `glance`, who is shown in clear and leads to no step; the same as `add`. Nothing came between."""
        row, slot, at, people, _, new = glance
        if row is None:
            return self.add(client, (record,), slot * self._width, step=0)
        row[_STEP] = 0
        if new < 0:
            changed = _again(row, at + people, slot, hidden=False)
        else:
            row[_NEW] += new
            row.insert(at + people - 1, slot << 33 | slot << 2 | new << 1)
            row.insert(at, record)
            changed = True
        if row[_TOUCHED] < slot:
            row[_TOUCHED] = slot
            self._touch(client, slot)
        if self._touched[0][0] + GRAIN < slot or self.clients > self._most:
            self._let_go(slot)
        return changed

    def start_remembering(self) -> None:
        """Remember from now on those who run out, if it does not do so already; whoever counts now is known then."""
        if self._known is None:
            self._known = [{} for _ in range(SHARDS)]
        if self._asleep is not None:
            self._asleep[0].start_remembering()

    def remember(self, client: str, records: Sequence[int] | NDArray[np.uint64]) -> None:
        """Know people whom a client was shown before, such as a ledger has them; they are not new to it."""
        if self._known is not None and len(records):
            self._keep(client, np.asarray(records, np.uint64))

    def load(self, shown: Shown, now: int, step: Callable[[int, int], int]) -> None:
        """Know some clients as if their people had been counted one by one, in place of what is known of them.

        Args:
            shown: the clients.
            now: the present; what has run out is only remembered.
            step: the step that a client is on with so many people, and so many new ones.
        """
        oldest = max(self._slot(now) - GRAIN, 0)
        owner = np.repeat(np.arange(len(shown.clients)), np.diff(shown.ends))
        order = np.lexsort((shown.records, owner))
        owner, people = owner[order], shown.records[order]
        since, until = (np.clip(times[order] // self._width, 0, _SLOT) for times in (shown.first, shown.last))
        stays = until >= oldest
        for client in shown.clients:
            self._drop(client)
        if self._known is not None and not stays.all():
            gone, out = owner[~stays], people[~stays]
            starts = np.flatnonzero(np.diff(gone, prepend=-1))
            for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(gone)], strict=True):
                self._keep(shown.clients[gone[start]], out[start:end])
        owner, people, since, until = owner[stays], people[stays], since[stays], until[stays]
        if not len(owner):
            return
        new = (since >= oldest) & (self._known is not None)
        stamps = (until << 33 | since << 2 | new * _IS_NEW).tobytes()
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
            self._place(shown.clients[client], row)

    def names(self, shard: int) -> list[str]:
        """Every client of one of the `SHARDS` of whom something is known, those that sleep left out."""
        found = list(self._shards[shard])
        if self._known is not None:
            counted = self._shards[shard]
            found += [client for client in self._known[shard] if client not in counted]
        return found

    def held(self, client: str, now: int) -> tuple[bytes, bytes]:
        """What is known of a client, for `restore`: its row, and its people who ran out. Either may be empty."""
        place = hash(client) % SHARDS
        row = self._due(client, self._slot(now))
        known = self._known[place].get(client) if self._known is not None else None
        return b"" if row is None else row.tobytes(), b"" if known is None else known.tobytes()

    def restore(self, client: str, row: bytes, known: bytes) -> None:
        """Know of a client what `held` told, unless it counts already; bytes that cannot be a row are left out."""
        place = hash(client) % SHARDS
        if len(row) > 8 * _HEAD and len(row) % 16 == 0 and client not in self._shards[place]:
            self._place(client, array("Q", row))
        if known and len(known) % 8 == 0:
            self._keep(client, np.frombuffer(known, np.uint64))

    def sleeping(self, name: Callable[[str], str]) -> Sightings:
        """Clients from before this process, to be filled: each is known here as soon as it comes, under its `name` there."""
        asleep = Sightings(self._width * GRAIN, remember=self._known is not None, most=self._most)
        self._asleep = asleep, name
        return asleep

    @property
    def asleep(self) -> Sightings | None:
        """Those of them who have not come yet; None when there were none."""
        return self._asleep[0] if self._asleep is not None else None

    def _woken(self, client: str, slot: int) -> array[int] | None:
        """The row of a client who comes for the first time since the start, and was known before."""
        if self._asleep is None:
            return None
        asleep, name = self._asleep
        known_as = name(client)
        row, known = asleep.held(known_as, slot * self._width)
        asleep._drop(known_as)  # noqa: SLF001  # of the same class
        self.restore(client, row, known)
        return self._due(client, slot)

    def _place(self, client: str, row: array[int]) -> None:
        self._shards[hash(client) % SHARDS][client] = row
        self.clients += 1
        self._touch(client, row[_TOUCHED])

    def _drop(self, client: str) -> None:
        """Know nothing of a client."""
        place = hash(client) % SHARDS
        self.clients -= self._shards[place].pop(client, None) is not None
        if self._known is not None:
            self._known[place].pop(client, None)

    def _slot(self, now: int) -> int:
        """The slot of a time; those before 1970 and beyond what a stamp holds are drawn to the nearest."""
        slot = now // self._width
        return slot if 0 <= slot <= _SLOT else 0 if slot < 0 else _SLOT

    def _row(self, client: str, slot: int) -> array[int] | None:
        """A client's row without what has run out; None when nothing is left of it."""
        row = self._due(client, slot)
        return self._woken(client, slot) if row is None and self._asleep is not None else row

    def _due(self, client: str, slot: int) -> array[int] | None:
        """The same, of those who are awake."""
        shard = self._shards[hash(client) % SHARDS]
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
        known = self._known[hash(client) % SHARDS].get(client)
        return len(records) if known is None else sum(not _holds(known, record) for record in records)

    def _keep(self, client: str, records: NDArray[np.uint64]) -> None:
        if self._known is None:
            return
        shard = self._known[hash(client) % SHARDS]
        known = shard.pop(client, None)
        both = records if known is None else np.concatenate([np.frombuffer(known, np.uint64), records])
        shard[client] = array("Q", np.unique(both).tobytes())
        if len(shard) > self._most // SHARDS + 1:
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
            shard = self._shards[hash(client) % SHARDS]
            row = shard.get(client)
            if row is not None and row[_TOUCHED] <= touched:
                self._keep(client, np.frombuffer(row, np.uint64)[_HEAD : _HEAD + (len(row) - _HEAD) // 2])
                del shard[client]
                self.clients -= 1
                self.forgotten += touched + GRAIN >= slot


def _again(row: array[int], at: int, slot: int, *, hidden: bool) -> bool:
    """Count one more showing of a person, whose stamp is `at` a place in a row, and tell whether that changes it."""
    before = row[at]
    still = before & _HIDDEN if hidden else 0
    row[at] = max(slot, before >> 33) << 33 | before & (_SLOT << 2 | _IS_NEW) | still
    return row[at] != before


def _holds(known: Sequence[int], record: int) -> bool:
    place = bisect_left(known, record)
    return place < len(known) and known[place] == record
