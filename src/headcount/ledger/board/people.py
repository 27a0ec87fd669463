"""Who was shown one record."""

from __future__ import annotations

import numpy as np

from headcount.ledger.board.files import distinct
from headcount.ledger.board.moments import moment
from headcount.ledger.board.state import State
from headcount.model.board import Viewed

_DIGITS = 16


def viewed(state: State, token: str) -> list[Viewed]:
    """As `Board.person`."""
    if len(token) != _DIGITS or not set(token.lower()) <= set("0123456789abcdef"):
        return []
    record = state.log.numbers(np.array([int(token, 16)], np.uint64))
    if record[0] < 0:
        return []
    rows = state.log.of_records(record.astype(np.uint32))
    client = state.clients_of(rows).astype(np.int64)
    rows, client = rows[client >= 0], client[client >= 0]
    keys = client << 32 | state.counted[state.log["route"][rows]]
    order = np.argsort(keys, kind="stable")
    found, times = distinct(keys)
    begins = np.cumsum(times) - times
    at = state.log["at"][rows][order]
    first, last = (how.reduceat(at, begins) if len(found) else at for how in (np.minimum, np.maximum))
    told = []
    for key, shown, since, until in zip(found.tolist(), times.tolist(), first.tolist(), last.tolist(), strict=True):
        route = state.routes[key & 0xFFFFFFFF]
        told.append(Viewed(*state.named(key >> 32), f"{route.method} {route.template}", shown, moment(since), moment(until)))
    return sorted(told, key=lambda row: (-row.showings, row.first, row.lens, row.name, row.route))
