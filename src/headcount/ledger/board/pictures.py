"""The pictures of one client, as numbers: staircase against its peers, clock, comb and routes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from headcount.ledger.board.files import distinct
from headcount.ledger.board.moments import DAY, HOUR, moment
from headcount.ledger.board.state import State
from headcount.ledger.pictures import AGES, MOST_IDS, MOST_STEPS, Band, decode_steps, thin
from headcount.model.summary import Pictures

I64 = NDArray[np.int64]
MOST_PEERS = 10_000
"""The band is of so many clients of the lens at most, evenly chosen by number,"""
MOST_ROWS = 1_000_000
"""and of fewer where these have more rows together."""


def pictures(state: State, client: int) -> Pictures | None:
    """As `Board.pictures`."""
    rows = state.rows(client)
    if not len(rows):
        return None
    log = state.log
    at, step = log["at"][rows], log["step"][rows].astype(np.int64)
    _, record = np.unique(log["record"][rows], return_inverse=True)
    first = _firsts(record)
    stairs = thin(np.arange(len(first)), MOST_STEPS)
    clock = np.bincount((at // DAY + 3) % 7 * 24 + at % DAY // HOUR, minlength=7 * 24).reshape(7, 24)
    evidence = [(state.place.small.files.get(int(log["file"][row]), ""), int(log["line"][row])) for row in (rows[0], rows[-1])]
    return Pictures(
        staircase=tuple((moment(at[first[place]]), int(place) + 1) for place in stairs),
        band=state.place.bands[state.callers.lens[client]],
        clock=tuple(tuple(row) for row in clock.tolist()),
        comb=tuple(np.cumsum(decode_steps(step[step != 0][:MOST_IDS])).tolist()),
        routes=_routes(state, log["route"][rows], record),
        first_evidence=evidence[0],
        last_evidence=evidence[1],
    )


def _firsts(record: NDArray[np.intp]) -> NDArray[np.intp]:
    """Places where a record stands for the first time."""
    order = np.argsort(record, kind="stable")
    begins = np.flatnonzero(np.diff(record[order], prepend=-1))
    return np.sort(order[begins])


def _routes(state: State, route: NDArray[np.uint32], record: NDArray[np.intp]) -> tuple[tuple[str, int], ...]:
    """(template, different records shown through it), most first."""
    names = sorted({one.template for one in state.routes})
    place = np.array([names.index(one.template) for one in state.routes], np.int64)
    pairs, _ = distinct(place[route] << 32 | record)
    found, times = distinct(pairs >> 32)
    told = [(names[at], count) for at, count in zip(found.tolist(), times.tolist(), strict=True)]
    return tuple(sorted(told, key=lambda row: (-row[1], row[0])))


def band(state: State, lens: int) -> Band:
    """Median, 90 % and 99.9 % of how many records the clients of a lens had been shown so many days after their first."""
    all_of = np.flatnonzero((state.callers.lens == lens) & (state.counts.records > 0))
    if not len(all_of):
        return ()
    mean = float(state.counts.showings[all_of].mean())
    many = max(min(len(all_of), MOST_PEERS, int(MOST_ROWS / mean)), 1)
    peers = all_of[np.linspace(0, len(all_of) - 1, many).astype(np.int64)]
    rows = state.log.of_callers(state.members.of(peers))
    rows = rows[state.counted[state.log["route"][rows]] >= 0]
    own = np.searchsorted(peers, state.callers.client[state.log["caller"][rows]])
    at = state.log["at"][rows]
    order = np.lexsort((at, state.log["record"][rows], own))
    own, record, at = own[order], state.log["record"][rows][order], at[order]
    first = np.flatnonzero((np.diff(own, prepend=-1) != 0) | (np.diff(record.astype(np.int64), prepend=-1) != 0))
    own, age = own[first], (at[first] - state.counts.first[peers[own[first]]]) / DAY
    days = (int(state.counts.last[all_of].max()) - int(state.counts.first[all_of].min())) / DAY
    told = []
    for limit in [limit for limit in AGES if limit < days] + [max(days, AGES[0])]:
        total = np.bincount(own[age <= limit], minlength=len(peers))
        told.append((float(limit), *np.quantile(total, (0.5, 0.9, 0.999)).tolist()))
    return tuple(told)
