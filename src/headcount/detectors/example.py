"""Mechanism: a small made window for the examples in the detectors' docstrings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from headcount.ledger.window import CLIENTS_SCHEMA, ROLLUP_SCHEMA, Window

_HONEST = 600
_FIRST = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def example_window(harvester: Sequence[tuple[int, int, int]]) -> Window:
    """600 honest visitors of a shop with 3 to 5 visits in thirty days, and one more client at 203.0.113.7.

    Args:
        harvester: its ten-minute buckets as (start in seconds from the first day, new records, of those adjacent to the one
            before); every record is cold.
    """
    start = int(_FIRST.timestamp())
    rows = []
    for visitor in range(_HONEST):
        for visit in range(3 + visitor % 3):
            seconds = ((visitor * 7 + visit * 6) % 30) * 86_400 + (8 + (visitor + visit) % 12) * 3_600
            shown = 1 + (visitor * visitor + 3 * visit) % 11
            new = shown if visit == 0 else (shown + 1) // 2
            rows.append((visitor, start + seconds, shown, shown, new, new // 3, int(shown > 10), new, 0))
    rows += [(_HONEST, start + at, new, new, new, new, adjacent, new, 0) for at, new, adjacent in harvester]
    table = np.array(sorted(rows)).reshape(-1, len(ROLLUP_SCHEMA))
    edge = np.flatnonzero(np.r_[True, np.diff(table[:, 0]) > 0])
    last = np.r_[edge[1:], len(table)] - 1
    requests, records = np.add.reduceat(table[:, 2], edge), np.add.reduceat(table[:, 4], edge)
    number, one, none = table[edge, 0], np.ones(len(edge), np.int64), [None] * len(edge)
    names = [f"198.51.100.{n % 256}" if n < _HONEST else "203.0.113.7" for n in number.tolist()]
    lens = ["address"] * len(edge)
    clients = [number, lens, names, requests, one * 0, records, one * 0, table[edge, 1], table[last, 1] + 599, one, none, none]
    return Window(
        rollup=_table(list(table.T), ROLLUP_SCHEMA),
        clients=_table(clients, CLIENTS_SCHEMA),
        first=_FIRST,
        last=_FIRST + dt.timedelta(days=30),
        cold_share=0.9,
        cold_viewers=3,
        routes={_HONEST: ("/orders/{id}",)},
    )


def _table(columns: Sequence[Sequence[object]], schema: pa.Schema) -> pa.Table:
    return pa.table([pa.array(c).cast(field.type) for c, field in zip(columns, schema, strict=True)], schema=schema)
