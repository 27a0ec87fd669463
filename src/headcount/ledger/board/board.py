"""The board: what the console reads of a ledger, out of a folder beside it that a `Renewal` keeps.

A state of it is opened whole and never changes; who asks while the board is renewed gets the answer of before. Any thread
may ask, and none waits for another, but for an answer that another is just finding.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from headcount.catalog.grades import Levels
from headcount.errors import LedgerError
from headcount.ledger.board import (
    budgets,
    client,
    first_shown,
    neighbours,
    partition,
    people,
    pictures,
    routes,
    site,
    tables,
    way,
)
from headcount.ledger.board.moments import micros
from headcount.ledger.board.place import Place, known_place, stamp
from headcount.ledger.board.state import State
from headcount.ledger.board.whole import DAYS, map_stamp, whole_map
from headcount.model.board import (
    ClientPage,
    ClientRow,
    Day,
    Hour,
    KindCount,
    Known,
    Neighbour,
    Over,
    Partition,
    RouteRow,
    Showing,
    SourceRow,
    Viewed,
)
from headcount.model.data_map import DataMap
from headcount.model.summary import Pictures

_TRIES, _PAUSE = 20, 0.05
_GONE = (0, 0)
_NOTHING = Known(dt.datetime(1970, 1, 1, tzinfo=dt.UTC), None, None, 0, 0, 0, people=False)


class Board:
    """Answers as `console.interface.Board` says. Where nothing was counted yet, everything is empty."""

    def __init__(self, folder: Path, levels: Levels | None = None) -> None:
        """Open it.

        Args:
            folder: see `removal.board_of`; may be made later.
            levels: what raises a grade.
        """
        self._folder, self._levels = folder, levels or Levels()
        self._opening = threading.Lock()
        self._state: tuple[tuple[int, int], State | None] = (_GONE, None)

    def _now(self) -> State | None:
        """The board as it is now; None where it was never made.

        Raises:
            LedgerError: its files are damaged.
        """
        told = stamp(self._folder)
        if told not in (self._state[0], _GONE):  # where it is being made anew, what it said before stands
            with self._opening:
                if told != self._state[0]:
                    self._state = told, self._open()
        return self._state[1]

    def _open(self) -> State | None:
        for _ in range(_TRIES):
            place = known_place(self._folder)
            if place == Place():
                return None
            try:
                return State(self._folder, place)
            except OSError:  # it was renewed meanwhile
                time.sleep(_PAUSE)
        raise LedgerError(f"{self._folder} is damaged; remove it, and it is made anew")

    def known(self) -> Known:
        """How much it covers."""
        state = self._now()
        return _NOTHING if state is None or state.place.known is None else state.place.known

    def hours(self, since: dt.datetime, until: dt.datetime) -> list[Hour]:
        """Every hour of a period, also empty ones; at most 31 days: of a longer one the last."""
        state = self._now()
        return [] if state is None else site.hours(state, since, until)

    def days(self, since: dt.date, until: dt.date) -> list[Day]:
        """Every day of a period (UTC, `until` not included), also empty ones; at most 62 days: of a longer one the last."""
        state = self._now()
        return [] if state is None else site.days(state, since, until)

    def top(self, since: dt.datetime, until: dt.datetime, lens: str = "", limit: int = 10) -> list[ClientRow]:
        """Clients with the most new records in a period of whole days, most first."""
        state = self._now()
        return [] if state is None else tables.top(state, since, until, lens, limit)

    def clients(
        self,
        text: str = "",
        lens: str = "",
        order: str = "records",
        since: dt.datetime | None = None,
        following: str = "",
        limit: int = 50,
    ) -> ClientPage:
        """Clients whose name holds `text` (case apart), by `order`: `records`, `new`, `last` or `name`.

        New is what was first shown from the day of `since` on; without `since`, everything that a client was ever shown.
        """
        state = self._now()
        if state is None:
            return ClientPage((), 0, exact=True, following="")
        return tables.page(state, text, lens, order, since, following, limit)

    def client(self, lens: str, name: str) -> ClientRow | None:
        """One client; None when it was never shown a record."""
        state, number = self._found(lens, name)
        return None if state is None else tables.rows_of(state, [number], state.counts.records)[0]

    def _found(self, lens: str, name: str) -> tuple[State | None, int]:
        state = self._now()
        number = -1 if state is None else state.find(lens, name)
        return (None, -1) if number < 0 else (state, number)

    def pictures(self, lens: str, name: str) -> Pictures | None:
        """Staircase with its peers' band, clock, comb and routes of one client."""
        state, number = self._found(lens, name)
        return None if state is None else state.answer(("pictures", number), lambda: pictures.pictures(state, number))

    def kinds(self, lens: str, name: str) -> list[KindCount]:
        """Kinds of personal data that a client was shown, highest grade first; of answers that were not seen, their route's."""
        state, number = self._found(lens, name)
        return [] if state is None else client.kinds(state, number, self._levels)

    def showings(self, lens: str, name: str, offset: int = 0, limit: int = 100) -> list[Showing]:
        """What a client was shown, in that order; kinds as in `kinds`."""
        state, number = self._found(lens, name)
        return [] if state is None else client.showings(state, number, offset, limit)

    def first_shown(self, lens: str, name: str) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """Tokens of all records that a client was shown, ascending, and when it was first shown each, microseconds since 1970."""
        state, number = self._found(lens, name)
        return (np.zeros(0, np.uint64), np.zeros(0, np.int64)) if state is None else first_shown.first_shown(state, number)

    def neighbours(self, lens: str, name: str, limit: int = 10) -> list[Neighbour]:
        """Clients that share more records with it than chance has it, most excess first; at most 100.

        Of a client whose records were shown more than two million times, or that has more than 50,000, those that are shown most
        often are left out on both sides (see `neighbours`).
        """
        state, number = self._found(lens, name)
        return [] if state is None else neighbours.neighbours(state, number, limit)

    def partition(self, names: Sequence[tuple[str, str]], since: dt.datetime, until: dt.datetime) -> Partition:
        """How some clients (lens, name) divide what they were shown in a period, its end included; the first 2,000 of them."""
        state = self._now()
        return Partition((), 0, 0, 0, 1) if state is None else partition.partition(state, names, since, until)

    def routes(self, since: dt.datetime, until: dt.datetime) -> list[RouteRow]:
        """Routes that show records, most different records first; whole days, but `last` is of all times."""
        state = self._now()
        return [] if state is None else routes.routes(state, since, until, self._levels)

    def route_clients(self, route: str, since: dt.datetime, until: dt.datetime, limit: int = 50) -> list[ClientRow]:
        """Clients that were shown most different records through a route (`METHOD template`), whole days.

        `records`, `new` (first shown through the route then) and `showings` count those of the route, `first` and `last` are of
        the period; `requests`, `misses` and `routes` are of the client.
        """
        state = self._now()
        return [] if state is None else way.route_clients(state, route, since, until, limit)

    def data_map(self) -> DataMap:
        """Which routes show which kinds to whom, over the last 30 days, as it was when it was last counted."""
        state = self._now()
        if state is None:
            return DataMap(None, None, DAYS, (), (), ())
        return state.answer(("map", map_stamp(self._folder)), lambda: whole_map(self._folder))

    def person(self, token: str) -> list[Viewed]:
        """Who was shown the record with a token (16 hex digits), most showings first; empty: nobody."""
        state = self._now()
        return [] if state is None else people.viewed(state, token)

    def over(
        self,
        lens: str,
        people: int | None,
        new: int | None,
        period: dt.timedelta,
        since: dt.datetime,
        until: dt.datetime,
        routes: Collection[str] = (),
        kinds: Collection[str] = (),
    ) -> list[Over]:
        """Clients that would have gone over a budget, earliest first: a period is fixed, from midnight UTC of the first day on.

        A record is new that the budget never counted for the client before, also before `since`.
        """
        state = self._now()
        length = period // dt.timedelta(microseconds=1)
        if state is None or length <= 0:
            return []
        asked = (lens, people, new, length, micros(since), micros(until), frozenset(routes), frozenset(kinds))
        return budgets.over(state, budgets.Asked(*asked))

    def sources(self) -> list[SourceRow]:
        """Files and streams, with what was skipped of them."""
        state = self._now()
        return [] if state is None else list(state.place.small.sources)
