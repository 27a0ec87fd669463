"""Marking which numbers were met, one bit each: a loop over rows, compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from headcount.compiled import compiled

I64 = NDArray[np.int64]
U32 = NDArray[np.uint32]


@compiled
def mark_ways(
    at: I64,
    caller: U32,
    record: U32,
    route: U32,
    since: int,
    until: int,
    slot: I64,
    client: NDArray[np.int32],
    records: NDArray[np.uint8],
    clients: NDArray[np.uint8],
    counts: I64,
) -> None:
    """Count rows of a time by slot, and the different records and clients in them.

    Args:
        at: of each row, as are the next three.
        caller: number.
        record: number.
        route: number.
        since: rows from then on,
        until: and before then.
        slot: of each route; -1 for one that does not count.
        client: of each caller; -1 for nobody.
        records: shape (slots, bytes): bits of the records that were met.
        clients: the same of clients.
        counts: shape (slots, 3): records, clients, rows; added to.
    """
    for row in range(len(at)):
        way = slot[route[row]]
        who = client[caller[row]]
        if way < 0 or who < 0 or at[row] < since or at[row] >= until:
            continue
        counts[way, 2] += 1
        place = record[row] >> 3
        bit = np.uint8(1 << (record[row] & 7))
        if records[way, place] & bit == 0:
            records[way, place] |= bit
            counts[way, 0] += 1
        spot = who >> 3
        mine = np.uint8(1 << (who & 7))
        if clients[way, spot] & mine == 0:
            clients[way, spot] |= mine
            counts[way, 1] += 1
