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

import msgspec
import numpy as np
from numpy.typing import NDArray

from headcount.policy import rows
from headcount.policy.rows import DUE, GRAIN, HEAD, HIDDEN, LAST_SLOT, NEW, STEP, TOUCHED

SHARDS = 64
"""Clients are spread over so many dictionaries, so that none takes long to grow."""
_AT_ONCE = 4
"""So many clients that may have run out are looked at with each one that is counted."""


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
        if row is None or row[DUE] <= slot:
            row = self._row(client, self._slot(now))
            if row is None:
                return Weight(0, 0, len(records), self._unknown(client, records), 0, 0, 0)
        count = (len(row) - HEAD) // 2
        end, hidden = HEAD + count, 0
        fresh: list[int] = []
        for record in records:
            place = bisect_left(row, record, HEAD, end)
            if place == end or row[place] != record:
                fresh.append(record)
            elif row[place + count] & HIDDEN:
                hidden += 1
        unknown = self._unknown(client, fresh) if fresh and self._known is not None else 0
        until = row[DUE] * self._width if count else 0  # a row without people notes a step that refused
        return Weight(count, row[NEW], len(fresh), unknown, hidden, row[STEP], until)

    def add(self, client: str, records: Iterable[int], now: int, *, hidden: bool = False, step: int | None = None) -> bool:
        """Count people who are shown to a client, and tell whether that changes anything before the next slot.

        `hidden` when they are only shown masked; `step` is the one that the client is on now, None: as before.
        """
        slot = now // self._width
        if not 0 <= slot <= LAST_SLOT:
            slot = self._slot(now)
        place = hash(client) % SHARDS
        row = self._shards[place].get(client)
        if row is None and self._asleep is not None:
            row = self._woken(client, slot)
        if row is None:
            row = self._shards[place][client] = array("Q", (slot + GRAIN + 1, 0, 0, 0))
            self.clients += 1
        if len(row) == HEAD:
            row[DUE] = slot + GRAIN + 1
        if step is not None:
            row[STEP] = step
        known = self._known[place].get(client, ()) if self._known is not None else None
        changed = False
        for record in records:
            end = (len(row) + HEAD) // 2
            at = bisect_left(row, record, HEAD, end)
            if at == end or row[at] != record:
                new = known is not None and (not known or not rows.holds(known, record))
                row[NEW] += new
                row.insert(at + end - HEAD, slot << 33 | slot << 2 | new << 1 | hidden)
                row.insert(at, record)
                changed = True
            else:
                changed |= rows.again(row, at + end - HEAD, slot, hidden=hidden)
        if row[TOUCHED] < slot:
            row[TOUCHED] = slot
            self._touch(client, slot)
        if self._touched and (self._touched[0][0] + GRAIN < slot or self.clients > self._most):
            self._let_go(slot)
        return changed

    def glance(self, client: str, record: int, now: int) -> Glance:
        """What showing one person to a client would mean: the same as `weigh`, for the one case that is asked all the time."""
        slot = now // self._width
        if not 0 <= slot <= LAST_SLOT:
            slot = self._slot(now)
        row = self._shards[hash(client) % SHARDS].get(client)
        if row is None or row[DUE] <= slot:
            row = self._row(client, slot)
            if row is None:
                new = self._unknown(client, (record,))
                return None, slot, 0, 1, new, new
        end = (len(row) + HEAD) // 2
        at = bisect_left(row, record, HEAD, end)
        if at < end and row[at] == record:
            return row, slot, at, end - HEAD, row[NEW], -1
        new = 0 if self._known is None else self._unknown(client, (record,))
        return row, slot, at, end - HEAD + 1, row[NEW] + new, new

    def take(self, client: str, record: int, glance: Glance) -> bool:
        """Count the person of a `glance`, who is shown in clear and leads to no step; the same as `add`. Nothing came between."""
        row, slot, at, people, _, new = glance
        if row is None:
            return self.add(client, (record,), slot * self._width, step=0)
        row[STEP] = 0
        if new < 0:
            changed = rows.again(row, at + people, slot, hidden=False)
        else:
            if people == 1:
                row[DUE] = slot + GRAIN + 1
            row[NEW] += new
            row.insert(at + people - 1, slot << 33 | slot << 2 | new << 1)
            row.insert(at, record)
            changed = True
        if row[TOUCHED] < slot:
            row[TOUCHED] = slot
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
        self._keep(client, np.asarray(records, np.uint64))

    def load(self, shown: rows.Shown, now: int, step: Callable[[int, int], int]) -> None:
        """Know some clients as if their people had been counted one by one, in place of what is known of them.

        Args:
            shown: the clients.
            now: the present; what has run out is only remembered.
            step: the step that a client is on with so many people, and so many new ones.
        """
        oldest = max(self._slot(now) - GRAIN, 0)
        loading = rows.Loading(shown, self._width, oldest, remember=self._known is not None)
        for client in shown.clients:
            self._drop(client)
        for client, people in loading.gone() if self._known is not None else ():
            self._keep(client, people)
        for client, row in loading.rows(step):
            self._place(client, row)

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
        if len(row) > 8 * HEAD and len(row) % 16 == 0 and client not in self._shards[place]:
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
        self._touch(client, row[TOUCHED])

    def _drop(self, client: str) -> None:
        """Know nothing of a client."""
        place = hash(client) % SHARDS
        self.clients -= self._shards[place].pop(client, None) is not None
        if self._known is not None:
            self._known[place].pop(client, None)

    def _slot(self, now: int) -> int:
        """The slot of a time; those before 1970 and beyond what a stamp holds are drawn to the nearest."""
        slot = now // self._width
        return slot if 0 <= slot <= LAST_SLOT else 0 if slot < 0 else LAST_SLOT

    def _row(self, client: str, slot: int) -> array[int] | None:
        """A client's row without what has run out; None when nothing is left of it."""
        row = self._due(client, slot)
        return self._woken(client, slot) if row is None and self._asleep is not None else row

    def _due(self, client: str, slot: int) -> array[int] | None:
        """The same, of those who are awake."""
        shard = self._shards[hash(client) % SHARDS]
        row = shard.get(client)
        if row is not None and row[DUE] <= slot:
            row, gone = rows.swept(row, slot)
            self._keep(client, gone)
            if row is None:
                del shard[client]
                self.clients -= 1
            else:
                shard[client] = row
        return row

    def _unknown(self, client: str, records: Collection[int]) -> int:
        """How many of some people a client was never shown."""
        if self._known is None:
            return 0
        known = self._known[hash(client) % SHARDS].get(client)
        return len(records) if known is None else sum(not rows.holds(known, record) for record in records)

    def _keep(self, client: str, records: NDArray[np.uint64]) -> None:
        if self._known is None or not len(records):
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
            if row is not None and row[TOUCHED] <= touched:
                self._keep(client, rows.people_of(row))
                del shard[client]
                self.clients -= 1
                self.forgotten += touched + GRAIN >= slot
