"""Routes: what each showed to whom in a period."""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from headcount.catalog.grades import Levels, of_route
from headcount.ledger.board.latest import NEVER
from headcount.ledger.board.marking import mark_ways
from headcount.ledger.board.moments import DAY, day_after, day_of, moment
from headcount.ledger.board.state import State
from headcount.model.board import RouteRow
from headcount.model.kind import Form

I64 = NDArray[np.int64]
_MOST_BYTES = 1 << 26
"""Of marks at a time: with more, the rows are read several times."""


def routes(state: State, since: dt.datetime, until: dt.datetime, levels: Levels) -> list[RouteRow]:
    """As `Board.routes`."""
    begin, end = day_of(since) * DAY, day_after(until) * DAY
    counts, misses, last = state.answer(("routes", begin, end), lambda: _count(state, begin, end))
    shapes = {shape.route: shape.most_people for shape in state.place.small.shapes}
    told = []
    for number in np.flatnonzero(state.counted == np.arange(len(state.counted))).tolist():
        route, held = state.routes[number], state.kinds.held(number, 0)
        reasons = [state.kinds.reason(number, kind, form) for kind, form in held]
        told.append(
            RouteRow(
                method=route.method,
                template=route.template,
                entity=route.entity or "",
                people=route.people,
                records=int(counts[number, 0]),
                clients=int(counts[number, 1]),
                showings=int(counts[number, 2]),
                misses=int(misses[number]),
                grade=of_route([(k, Form(f or Form.CLEAR)) for k, f in held], shapes.get(number, 0), levels, reasons).level,
                kinds=tuple(dict.fromkeys(str(kind) for kind, _ in held)),
                last=moment(last[number]) if last[number] != NEVER else None,
            )
        )
    return sorted(told, key=lambda row: (-row.records, -row.misses, row.template, row.method, row.entity))


def _count(state: State, since: int, until: int) -> tuple[I64, I64, I64]:
    """By route: (records, clients, showings), misses, and when it last showed something (`NEVER`: never)."""
    numbers = np.flatnonzero(state.counted == np.arange(len(state.counted)))
    widths = len(state.log.tokens) // 8 + 1, len(state.callers.lens) // 8 + 1
    at_once = max(_MOST_BYTES // sum(widths), 1)
    counts = np.zeros((len(state.counted), 3), np.int64)
    for begin in range(0, len(numbers), at_once):
        some = numbers[begin : begin + at_once]
        slots = np.full(len(state.counted) + 1, -1, np.int64)
        slots[some] = np.arange(len(some))
        counts[some] = ways(state, since, until, slots[state.counted], len(some))
    return counts, _misses(state, since, until), _last(state)


def ways(state: State, since: int, until: int, slot: I64, slots: int) -> I64:
    """Different records and clients, and showings, of a time.

    Args:
        state: the board.
        since: microseconds since 1970.
        until: the same, excluded.
        slot: what each route counts under; -1 for nothing.
        slots: how many there are.

    Returns:
        shape (slots, 3).
    """
    log = state.log
    records, clients = (np.zeros((slots, most // 8 + 1), np.uint8) for most in (len(log.tokens), len(state.callers.lens)))
    counts = np.zeros((slots, 3), np.int64)
    client = np.array(state.callers.client)
    for rows in log.between(since, until):
        columns = [np.array(log[name][rows]) for name in ("at", "caller", "record", "route")]
        mark_ways(columns[0], columns[1], columns[2], columns[3], since, until, slot, client, records, clients, counts)
    return counts


def _misses(state: State, since: int, until: int) -> I64:
    at, route = state.log.missed["missed-at"], state.log.missed["missed-route"]
    counted = state.counted[route[(at >= since) & (at < until)]]
    return np.bincount(counted[counted >= 0], minlength=len(state.counted))


def _last(state: State) -> I64:
    """The latest time at which each route showed something."""
    last = np.full(len(state.counted) + 1, NEVER, np.int64)
    told = state.last_shown
    np.maximum.at(last, state.counted[: len(told)], told)
    return last[:-1]
