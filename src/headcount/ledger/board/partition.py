"""How several clients divide records between them: a crawl that was shared out tiles, honest crowds meet on the popular ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from headcount.ledger.board.files import distinct
from headcount.ledger.board.moments import micros
from headcount.ledger.board.state import State
from headcount.model.board import Part, Partition

I64 = NDArray[np.int64]
SLOTS = 240
"""The records of a picture lie in at most so many slots."""
DRAWN = 500
"""So many clients are told of: those with most records."""
MOST_CLIENTS = 2_000
"""Of more than so many the first are looked at."""


def partition(state: State, names: Sequence[tuple[str, str]], since: dt.datetime, until: dt.datetime) -> Partition:
    """As `Board.partition`."""
    found = dict.fromkeys(state.find(*name) for name in names[:MOST_CLIENTS])
    clients = np.array(sorted(client for client in found if client >= 0), np.int64)
    owner, record, at = _firsts(state, clients, micros(since), micros(until))
    if not len(owner):
        return Partition((), 0, 0, 0, 1)
    _, place, viewers = np.unique(record, return_inverse=True, return_counts=True)
    alone = viewers[place] == 1
    sizes, own = np.bincount(owner, minlength=len(clients)), np.bincount(owner[alone], minlength=len(clients))
    begun = np.full(len(clients), np.iinfo(np.int64).max)
    np.minimum.at(begun, owner, at)
    most = np.lexsort((clients, -sizes))[:DRAWN]
    drawn = most[np.lexsort((clients[most], begun[most]))]
    drawn = drawn[sizes[drawn] > 0]
    column, slot = _columns(owner, place, viewers, begun, at)
    cells = np.zeros((len(clients), -(-len(viewers) // slot)), np.int64)
    np.add.at(cells, (owner, column[place] // slot), 1)
    members = tuple(
        Part(*state.named(int(clients[client])), int(sizes[client]), int(own[client]), _filled(cells[client]))
        for client in drawn.tolist()
    )
    return Partition(
        members,
        int(np.count_nonzero(sizes)),
        len(viewers),
        int(np.count_nonzero(viewers > 1)),
        slot,
    )


def _filled(cells: I64) -> tuple[tuple[int, int], ...]:
    slots = np.flatnonzero(cells)
    return tuple(zip(slots.tolist(), cells[slots].tolist(), strict=True))


def _firsts(state: State, clients: I64, since: int, until: int) -> tuple[I64, I64, I64]:
    """(place in `clients`, record, first time) of every pair that was shown in a period, its end included."""
    rows = state.log.of_callers(state.members.of(clients))
    at = state.log["at"][rows]
    keep = (at >= since) & (at <= until) & (state.counted[state.log["route"][rows]] >= 0)
    rows, at = rows[keep], at[keep].astype(np.int64)
    owner = np.searchsorted(clients, state.callers.client[state.log["caller"][rows]])
    keys = owner.astype(np.int64) << 32 | state.log["record"][rows]
    pairs, times = distinct(keys)
    begins = np.cumsum(times) - times
    first = np.minimum.reduceat(at[np.argsort(keys, kind="stable")], begins) if len(pairs) else at
    return pairs >> 32, pairs & 0xFFFFFFFF, first


def _columns(owner: I64, record: NDArray[np.intp], viewers: I64, begun: I64, at: I64) -> tuple[I64, int]:
    """The column of each record, and how many records share a slot.

    Records of one client come first, client after client as these began, each in the order of showings; then those of several.
    """
    order = np.lexsort((at, begun[owner], record))
    leads = order[np.flatnonzero(np.diff(record[order], prepend=-1))]
    line = np.lexsort((np.arange(len(leads)), at[leads], owner[leads], begun[owner[leads]], viewers))
    column = np.empty(len(leads), np.int64)
    column[line] = np.arange(len(leads))
    return column, max(-(-len(leads) // SLOTS), 1)
