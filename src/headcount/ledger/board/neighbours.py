"""Clients that were shown the same records as another, against how many it would be by chance.

By chance, each of the `n` records that the other was shown is one of all pairs of client and record of the others, so that it
is a given record with the share `q` that this record has of them: `1 - (1 - q) ** n` is expected of each of the first client's.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from headcount.ledger.board.files import distinct
from headcount.ledger.board.state import State
from headcount.model.board import Neighbour

I64 = NDArray[np.int64]
_CELLS = 1 << 20
MOST_ROWS = 2_000_000
"""Of a client with more, the records that are shown most often are left out, on both sides: they say least."""
MOST_RECORDS = 50_000
"""And of a client with more records, those shown to the fewest are taken, and of equals the first."""


def neighbours(state: State, client: int, limit: int) -> list[Neighbour]:
    """As `Board.neighbours`."""
    return state.answer(("neighbours", client), lambda: _neighbours(state, client))[:limit]


def _neighbours(state: State, client: int, most: int = 100) -> list[Neighbour]:
    mine = distinct(state.log["record"][state.rows(client)].astype(np.int64))[0].astype(np.uint32)
    times = state.log.counts_of_records(mine)
    order = np.argsort(times, kind="stable")[:MOST_RECORDS]
    mine = np.sort(mine[order[np.cumsum(times[order]) <= max(MOST_ROWS, int(times[order[0]]) if len(order) else 0)]])
    rows = state.log.of_records(mine)
    owner = state.clients_of(rows).astype(np.int64)
    keep = (owner >= 0) & (owner != client)
    pairs, _ = distinct(owner[keep] << 32 | state.log["record"][rows[keep]])
    others, shared = distinct(pairs >> 32)
    viewers, records = distinct(distinct(pairs & 0xFFFFFFFF)[1])
    share = viewers / max(state.pairs - int(state.counts.records[client]), 1)
    sizes, place = np.unique(state.counts.records[others], return_inverse=True)
    expected = _expected(sizes, np.log1p(-share.clip(max=1 - 1e-12)), records)
    excess = shared - expected[place] if len(others) else np.zeros(0)
    best = np.lexsort((others, -excess))[:most]
    return [
        Neighbour(
            *state.named(int(others[at])), int(state.counts.records[others[at]]), int(shared[at]), float(expected[place[at]])
        )
        for at in best.tolist()
        if excess[at] > 0
    ]


def _expected(sizes: NDArray[np.integer], none: NDArray[np.float64], records: I64) -> NDArray[np.float64]:
    """How many records clients of these sizes share by chance.

    Args:
        sizes: how many records each was shown.
        none: logarithm of the chance that one of these is another than a given record,
        records: and how many records have this chance.
    """
    at_once = max(_CELLS // max(len(none), 1), 1)
    parts = [sizes[begin : begin + at_once] for begin in range(0, len(sizes), at_once)]
    return np.concatenate([np.zeros(0), *(-np.expm1(np.outer(part, none)) @ records for part in parts)])
