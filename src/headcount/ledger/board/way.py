"""One route: who was shown most through it."""

from __future__ import annotations

import datetime as dt

import msgspec
import numpy as np
from numpy.typing import NDArray

from headcount.ledger.board.files import distinct
from headcount.ledger.board.moments import DAY, day_after, day_of, moment
from headcount.ledger.board.orders import falling
from headcount.ledger.board.state import State
from headcount.ledger.board.tables import rows_of
from headcount.model.board import ClientRow

I64 = NDArray[np.int64]
_AT_ONCE = 4096


def route_clients(state: State, route: str, since: dt.datetime, until: dt.datetime, limit: int) -> list[ClientRow]:
    """As `Board.route_clients`."""
    if limit < 1:
        return []
    begin, end = day_of(since) * DAY, day_after(until) * DAY
    through = np.array([f"{one.method} {one.template}" == route for one in state.routes], np.bool_) & (state.counted >= 0)
    most = state.answer(("way", route, begin, end, limit), lambda: _most(state, through, begin, end, limit))
    told = rows_of(state, most, state.counts.records)
    return [_of_route(state, client, through, begin, end, row) for client, row in zip(most, told, strict=True)]


def _most(state: State, through: NDArray[np.bool_], since: int, until: int, limit: int) -> list[int]:
    """Clients with the most different records.

    Nobody has more records than showings: so after as many as are asked for, only those with more showings are looked at.
    """
    showings = np.zeros(len(state.callers.lens), np.int64)
    for rows in state.log.between(since, until):
        at, client = state.log["at"][rows], state.callers.client[state.log["caller"][rows]]
        keep = (at >= since) & (at < until) & (client >= 0) & through[state.log["route"][rows]]
        showings += np.bincount(client[keep], minlength=len(showings))
    likely = falling(showings, np.flatnonzero(showings).astype(np.uint32))
    clients, records = likely[:0].astype(np.int64), likely[:0].astype(np.int64)
    for begin in range(0, len(likely), _AT_ONCE):
        if len(clients) == limit and records[-1] >= showings[likely[begin]]:
            break
        some = np.sort(likely[begin : begin + _AT_ONCE]).astype(np.int64)
        clients = np.concatenate([clients, some])
        records = np.concatenate([records, _records(state, some, through, since, until)])
        best = np.lexsort((clients, -records))[:limit]
        clients, records = clients[best], records[best]
    most: list[int] = clients.tolist()
    return most


def _records(state: State, clients: I64, through: NDArray[np.bool_], since: int, until: int) -> I64:
    """Different records that each of some clients (ascending) was shown through some routes in a time."""
    rows = state.log.of_callers(state.members.of(clients))
    at = state.log["at"][rows]
    rows = rows[(at >= since) & (at < until) & through[state.log["route"][rows]]]
    own = np.searchsorted(clients, state.callers.client[state.log["caller"][rows]])
    pairs, _ = distinct(own << 32 | state.log["record"][rows])
    return np.bincount(pairs >> 32, minlength=len(clients))


def _of_route(state: State, client: int, through: NDArray[np.bool_], since: int, until: int, row: ClientRow) -> ClientRow:
    """A row of what the route showed."""
    rows = state.rows(client)
    rows = rows[through[state.log["route"][rows]]]
    at, record = state.log["at"][rows], state.log["record"][rows]
    inside = (at >= since) & (at < until)
    new = np.setdiff1d(record[inside], record[at < since])
    showings = int(np.count_nonzero(inside))
    first, last = moment(at[inside][0]), moment(at[inside][-1])
    return msgspec.structs.replace(
        row, records=len(np.unique(record[inside])), new=len(new), showings=showings, first=first, last=last
    )
