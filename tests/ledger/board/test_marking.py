"""Different records and clients of rows, one bit each."""

from __future__ import annotations

import numpy as np

from headcount.ledger.board.marking import mark_ways


def test_as_counted_by_hand() -> None:
    draw = np.random.default_rng(4)
    rows = 500
    at, route = draw.integers(0, 100, rows), draw.integers(0, 4, rows).astype(np.uint32)
    caller, record = draw.integers(0, 9, rows).astype(np.uint32), draw.integers(0, 70, rows).astype(np.uint32)
    slot, client = np.array([0, -1, 1, 0]), np.array([0, 1, 2, 3, 4, 5, -1, 8, 8], np.int32)
    records, clients = np.zeros((2, 9), np.uint8), np.zeros((2, 2), np.uint8)
    counts = np.zeros((2, 3), np.int64)
    for part in (slice(0, 200), slice(200, rows)):
        columns = (at[part], caller[part], record[part], route[part])
        mark_ways(*columns, 10, 90, slot, client, records, clients, counts)
    keep = (at >= 10) & (at < 90) & (client[caller] >= 0)
    for way in range(2):
        mine = keep & (slot[route] == way)
        assert counts[way].tolist() == [len(set(record[mine])), len(set(client[caller[mine]])), int(mine.sum())]
