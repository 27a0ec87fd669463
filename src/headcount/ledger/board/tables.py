"""Tables of clients: the most new, and pages of all of them by any order, searched by name."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from headcount.ledger.board.callers import LENSES
from headcount.ledger.board.moments import day_after, day_of, moment
from headcount.ledger.board.orders import falling
from headcount.ledger.board.state import State
from headcount.model.board import ClientPage, ClientRow

I64 = NDArray[np.int64]


def rows_of(state: State, clients: Iterable[int], new: NDArray[np.integer]) -> list[ClientRow]:
    """Rows of a table; `new` is by number of the client."""
    counts = state.counts
    return [
        ClientRow(
            *state.named(client),
            records=int(counts.records[client]),
            new=int(new[client]),
            showings=int(counts.showings[client]),
            requests=int(state.requests[client]),
            misses=int(state.misses[client]),
            routes=int(counts.routes[client]),
            first=moment(counts.first[client]),
            last=moment(counts.last[client]),
        )
        for client in clients
    ]


def top(state: State, since: dt.datetime, until: dt.datetime, lens: str, limit: int) -> list[ClientRow]:
    """As `Board.top`."""
    period = day_of(since), day_after(until)
    return rows_of(
        state, state.answer(("top", *period, lens, limit), lambda: _top(state, *period, lens, limit)), state.new(*period)
    )


def _top(state: State, since: int, until: int, lens: str, limit: int) -> list[int]:
    new = state.new(since, until)
    found = np.flatnonzero(_under(state, lens) & (new > 0) if lens else new > 0)
    if len(found) > limit > 0:
        least = np.partition(new[found], -limit)[-limit]
        found = found[new[found] >= least]
    most: list[int] = falling(new, found.astype(np.uint32))[:limit].tolist()
    return most


def page(state: State, text: str, lens: str, order: str, since: dt.datetime | None, following: str, limit: int) -> ClientPage:
    """As `Board.clients`."""
    begins = None if since is None else day_of(since)
    ranked = state.answer(("page", text, lens, order, begins), lambda: _ranked(state, text, lens, order, begins))
    new = state.counts.records if begins is None else state.new(begins, None)
    values = {"records": state.counts.records, "new": new, "last": state.counts.last}.get(order)
    start = _after(ranked, values, following)
    some = ranked[start : start + limit].tolist()
    more = start + limit < len(ranked) and some
    last = f"{0 if values is None else int(values[some[-1]])}.{some[-1]}" if more else ""
    return ClientPage(tuple(rows_of(state, some, new)), len(ranked), exact=True, following=last)


def _ranked(state: State, text: str, lens: str, order: str, since: int | None) -> NDArray[np.uint32]:
    """The clients that a filter leaves, in order."""
    if order == "new" and since is not None:
        ranked = falling(state.new(since, None), np.flatnonzero(state.counts.records).astype(np.uint32))
    else:
        ranked = state.orders.get(order, state.orders["records"])
    keep = _under(state, lens) if lens else None
    if text:
        wanted = pc.utf8_lower(pa.scalar(text)).as_py()
        named = pc.match_substring(state.folded, wanted).to_numpy(zero_copy_only=False)
        keep = named if keep is None else keep & named
    return ranked if keep is None else ranked[keep[ranked]]


def _under(state: State, lens: str) -> NDArray[np.bool_]:
    under: NDArray[np.bool_] = state.callers.lens == (LENSES.index(lens) if lens in LENSES else len(LENSES))
    return under


def _after(ranked: NDArray[np.uint32], values: NDArray[np.integer] | None, following: str) -> int:
    """Where the rows after a client begin, by its value as it was then; a word that tells none begins at the first."""
    value, dot, client = following.partition(".")
    if not dot or not client.isdecimal() or not value.removeprefix("-").isdecimal():
        return 0
    if values is None:
        place = np.flatnonzero(ranked == int(client))
        return int(place[0]) + 1 if len(place) else 0
    wanted = -int(value), int(client)
    return bisect_right(ranked, wanted, key=lambda one: (-int(values[one]), int(one)))
