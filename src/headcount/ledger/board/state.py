"""A board as it was kept at one moment: everything that pages are answered from. Any thread may read it."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from headcount.ledger.board.answers import Answers
from headcount.ledger.board.callers import LENSES, Callers
from headcount.ledger.board.counting import Counts, Members, kept_day
from headcount.ledger.board.files import array, texts
from headcount.ledger.board.kinds import KindsOf
from headcount.ledger.board.log import Log
from headcount.ledger.board.place import Place, generation_of, turn_of
from headcount.ledger.board.through import counted_as
from headcount.ledger.board.times import Times

I64 = NDArray[np.int64]
_MOST_ANSWERS, _MOST_CLIENTS = 512, 64
_MOST_ROWS = 100_000
"""The rows of a client with more are not kept at hand."""


class State:
    """One turn of a board."""

    def __init__(self, folder: Path, place: Place) -> None:
        """Open it.

        Raises:
            OSError: files are missing, such as when the board was renewed twice meanwhile.
        """
        turn, self._generation = turn_of(folder, place), generation_of(folder, place)
        self.place = place
        self.log = Log(folder, place)
        self.callers = Callers.kept(turn)
        self.counts = Counts.kept(turn)
        self.members = Members.kept(turn)
        self.hours, self.days = (Times.kept(turn, what) for what in ("hour", "day"))
        self.seen: NDArray[np.bool_] = array(turn / "seen", np.bool_)
        """Of each record, whether it was shown through a route that counts."""
        self.last_shown = array(turn / "route-last", np.int64)
        """Of each route that showed anything, the latest time; `NEVER` of others."""
        self.requests, self.misses = (array(turn / f"client-{name}", np.int64) for name in ("requests", "misses"))
        [self.folded] = texts(turn / "folded", ["text"])
        self.orders = {name: array(turn / f"by-{name}", np.uint32) for name in ("records", "last", "name")}
        """Clients that were shown a record, by their numbers; see `orders`."""
        self.routes = place.small.routes
        self.counted = counted_as(self.routes)
        """The number that each route counts under; -1 for none."""
        self._new_on = {day: kept_day(self._generation, day, by) for day, by in place.days.items()}
        self.answer = Answers(_MOST_ANSWERS)
        """Whatever is found once for all who ask."""
        self._rows_of = Answers(_MOST_CLIENTS)

    def find(self, lens: str, name: str) -> int:
        """The number of a client that was shown a record; -1 where there is none."""
        if lens not in LENSES:
            return -1
        wanted: str = pc.utf8_lower(pa.scalar(name)).as_py()
        order = self.orders["name"]
        place = bisect_left(order, wanted, key=lambda client: str(self.folded[int(client)]))
        while place < len(order) and str(self.folded[int(order[place])]) == wanted:
            client = int(order[place])
            if self.callers.lens[client] == LENSES.index(lens) and str(self.callers.names[client]) == name:
                return client
            place += 1
        return -1

    def named(self, client: int) -> tuple[str, str]:
        """Lens and name of a client."""
        return LENSES[self.callers.lens[client]], str(self.callers.names[client])

    def rows(self, client: int) -> I64:
        """The rows of a client that count, in the order in which they happened."""
        if self.counts.showings[client] > _MOST_ROWS:
            return self._rows(client)
        return self._rows_of(client, lambda: self._rows(client))

    def _rows(self, client: int) -> I64:
        rows = self.log.of_callers(self.members.of(np.array([client])))
        rows = rows[self.counted[self.log["route"][rows]] >= 0]
        ordered: I64 = rows[np.lexsort((self.log["line"][rows], self.log["file"][rows], self.log["at"][rows]))]
        return ordered

    def clients_of(self, rows: I64 | slice) -> NDArray[np.int32]:
        """The client of each of some rows; -1 where it does not count."""
        clients = self.callers.client[self.log["caller"][rows]]
        return np.where(self.counted[self.log["route"][rows]] >= 0, clients, -1)

    def new(self, since: int, until: int | None) -> I64:
        """How many records were new to each client on the days (since 1970) of a period."""
        return self.answer(("new", since, until), lambda: self._new(since, until))

    def _new(self, since: int, until: int | None) -> I64:
        total = np.zeros(len(self.counts.records), np.int64)
        for day, (clients, new) in self._new_on.items():
            if day >= since and (until is None or day < until):
                total[clients] += new
        return total

    @cached_property
    def kinds(self) -> KindsOf:
        """What answers held."""
        return KindsOf(self.place.small)

    @cached_property
    def pairs(self) -> int:
        """Pairs of client and record."""
        return int(self.counts.records.sum(dtype=np.int64))
