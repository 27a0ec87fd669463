"""Whom a budget would have stopped: clients that were shown more different records in one period than it allows.

Only clients with more showings in a period than the budget has people can have gone over it: theirs are looked at one by one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.ledger.board.callers import LENSES
from headcount.ledger.board.moments import DAY, moment
from headcount.ledger.board.state import State
from headcount.ledger.pairing import order_of
from headcount.model.board import Over

I64 = NDArray[np.int64]
_AT_ONCE = 1 << 19
_MOST_CELLS = 1 << 24


@dataclass(frozen=True, slots=True)
class Asked:
    """A budget to be tried on what was shown; times in microseconds."""

    lens: str
    people: int | None
    """Different records in a period; None: as many as one likes."""
    new: int | None
    """Of these, records that the budget never counted for the client before."""
    period: int
    since: int
    until: int
    routes: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()

    @property
    def begins(self) -> int:
        """The midnight from which periods are counted."""
        return self.since // DAY * DAY


def counts_through(state: State, routes: Collection[str], kinds: Collection[str]) -> NDArray[np.bool_]:
    """Whether a budget counts what each route showed: of people, where it names neither routes nor kinds."""
    told = np.zeros(len(state.routes), np.bool_)
    for number, route in enumerate(state.routes):
        held = {str(kind) for kind, _ in state.kinds.held(number, 0)} | set(route.kinds)
        named = f"{route.method} {route.template}" in routes or route.template in routes
        asked = (not routes or named) and (not kinds or not held.isdisjoint(kinds))
        told[number] = state.counted[number] >= 0 and (asked if routes or kinds else route.people)
    return told


def over(state: State, asked: Asked) -> list[Over]:
    """As `Board.over`."""
    if asked.lens not in LENSES or (asked.people is None and asked.new is None):
        return []
    return state.answer(asked, lambda: _over(state, asked))


def _over(state: State, asked: Asked) -> list[Over]:
    through = counts_through(state, asked.routes, asked.kinds)
    least = min(limit for limit in (asked.people, asked.new) if limit is not None)
    found: list[Over] = []
    wanted = _likely(state, asked, through, least)
    total = np.cumsum(state.counts.showings[wanted].astype(np.int64))
    for part in np.split(wanted, np.flatnonzero(np.diff(total // _AT_ONCE)) + 1):
        if len(part):
            found += _stopped(state, asked, through, part)
    return sorted(found, key=lambda row: (row.at, row.name))


def _likely(state: State, asked: Asked, through: NDArray[np.bool_], least: int) -> I64:
    """Clients under the lens with more showings than the budget allows in one period, ascending."""
    clients = np.flatnonzero((state.callers.lens == LENSES.index(asked.lens)) & (state.counts.showings > least))
    place = np.full(len(state.callers.lens), -1, np.int64)
    place[clients] = np.arange(len(clients))
    periods = max(-(-(asked.until - asked.begins) // asked.period), 1)
    if periods * len(clients) > _MOST_CELLS:
        return clients
    counts = np.zeros(periods * len(clients), np.int64)
    for rows in state.log.between(asked.since, asked.until):
        at, client = state.log["at"][rows], state.callers.client[state.log["caller"][rows]]
        own = np.where(client >= 0, place[client], -1)
        keep = np.flatnonzero((at >= asked.since) & (at < asked.until) & (own >= 0) & through[state.log["route"][rows]])
        counts += np.bincount((at[keep] - asked.begins) // asked.period * len(clients) + own[keep], minlength=len(counts))
    return clients[(counts.reshape(periods, len(clients)) > least).any(axis=0)]


def _stopped(state: State, asked: Asked, through: NDArray[np.bool_], clients: I64) -> list[Over]:
    """Those of some clients that went over."""
    log = state.log
    rows = log.of_callers(state.members.of(clients))
    rows = rows[through[log["route"][rows]] & (log["at"][rows] < asked.until)]
    place = np.zeros(len(state.callers.lens), np.int64)
    place[clients] = np.arange(len(clients))
    own, at, record = place[state.callers.client[log["caller"][rows]]], log["at"][rows], log["record"][rows].astype(np.int64)
    period = np.where(at >= asked.since, (at - asked.begins) // asked.period + 1, 0)
    span = int(period.max(initial=0)) + 1
    order = order_of(own, record * span + period, 0, (int(record.max(initial=0)) + 1) * span)
    own, record, period, at = own[order], record[order], period[order], at[order]
    pair = (np.diff(own, prepend=-1) != 0) | (np.diff(record, prepend=-1) != 0)
    once = np.flatnonzero(pair | (np.diff(period, prepend=-1) != 0))  # once a period, the first time of all as its first
    at = np.minimum.reduceat(at, once) if len(once) else at
    own, period, fresh = own[once], period[once], pair[once]
    group = own * span + period
    found: dict[int, tuple[int, int]] = {}
    for limit, counts in ((asked.people, period > 0), (asked.new, fresh & (period > 0))):
        if limit is not None:
            _tell(group[counts], at[counts], limit, span, found)
    return [Over(*state.named(int(clients[client])), moment(when), most) for client, (when, most) in found.items()]


def _tell(group: I64, at: I64, limit: int, span: int, found: dict[int, tuple[int, int]]) -> None:
    """Tell of groups (client * span + period) with more than so many rows when the first too many was shown, and how many."""
    number = np.bincount(group)
    too_many = np.append(number > limit, False)[group]  # no group
    group, at = group[too_many], at[too_many]
    order = np.lexsort((at, group))
    begins = np.flatnonzero(np.diff(group[order], prepend=-1))
    for begin in begins.tolist():
        own = int(group[order[begin]])
        when, most = found.get(own // span, (int(at[order[begin + limit]]), 0))
        found[own // span] = min(when, int(at[order[begin + limit]])), max(most, int(number[own]))
