"""Mechanism: a small made window for the examples in the detectors' docstrings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.ledger.together import Meetings, Together
from headcount.ledger.window import CLIENTS_SCHEMA, ROLLUP_SCHEMA, Window

_HONEST = 600
_FIRST = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def example_window(harvester: Sequence[tuple[int, int, int]], **columns: tuple[int, int]) -> Window:
    """600 honest visitors of a shop with 3 to 5 visits in thirty days, and one more client at 203.0.113.7.

    Args:
        harvester: its ten-minute buckets as (start in seconds from the first day, new records, of those adjacent to the one
            before); every record is cold.
        columns: name of another column of the roll-up to its value in every bucket of the honest and of the harvester.
    """
    start = int(_FIRST.timestamp())
    rows = []
    for visitor in range(_HONEST):
        for visit in range(3 + visitor % 3):
            seconds = ((visitor * 7 + visit * 6) % 30) * 86_400 + (8 + (visitor + visit) % 12) * 3_600
            shown = 1 + (visitor * visitor + 3 * visit) % 11
            new = shown if visit == 0 else (shown + 1) // 2
            rows.append((visitor, start + seconds, shown, shown, new, new // 3, int(shown > 10), new))
    rows += [(_HONEST, start + at, new, new, new, new, adjacent, new) for at, new, adjacent in harvester]
    told = np.array(sorted(rows))
    table = np.pad(told, ((0, 0), (0, len(ROLLUP_SCHEMA) - told.shape[1])))
    for name, values in columns.items():
        table[:, ROLLUP_SCHEMA.get_field_index(name)] = np.where(table[:, 0] < _HONEST, *values)
    edge = np.flatnonzero(np.r_[True, np.diff(table[:, 0]) > 0])
    last = np.r_[edge[1:], len(table)] - 1
    requests, records = np.add.reduceat(table[:, 2], edge), np.add.reduceat(table[:, 4], edge)
    number, one, none = table[edge, 0], np.ones(len(edge), np.int64), [None] * len(edge)
    names = [f"198.51.100.{n % 256}" if n < _HONEST else "203.0.113.7" for n in number.tolist()]
    lens = ["address"] * len(edge)
    clients = [number, lens, names, requests, one * 0, records, one * 0, table[edge, 1], table[last, 1] + 599, one, none, none]
    clients += [[""] * len(edge), [""] * len(edge), one * 0, [""] * len(edge)]
    return Window(
        rollup=_table(list(table.T), ROLLUP_SCHEMA),
        clients=_table(clients, CLIENTS_SCHEMA),
        first=_FIRST,
        last=_FIRST + dt.timedelta(days=30),
        cold_share=0.9,
        cold_viewers=3,
        routes={_HONEST: ("/orders/{id}",)},
    )


def example_campaign(addresses: int, records: int) -> Window:
    """600 honest visitors with 12 browsers, and addresses with one other, each shown so many cold records within ten minutes.

    A third of these records another client was shown as well, none was shown to two of the addresses.
    """
    window = example_window([])
    one = window.clients.slice(0, 1).to_pylist()[0]
    start = int(_FIRST.timestamp())
    added = [one | {"client": _HONEST + n, "name": f"203.0.113.{n % 256}", "agent": 99} for n in range(addresses)]
    clients = [row | {"agent": row["client"] // 50} for row in window.clients.to_pylist()]
    added = [row | {"requests": records, "records": records} for row in added]
    shown = ("requests", "records", "new_records", "cold_records")
    bucket = dict.fromkeys(ROLLUP_SCHEMA.names, 0) | dict.fromkeys(shown, records)
    buckets = [bucket | {"client": _HONEST + n, "bucket": start + n * 600} for n in range(addresses)]

    def count(clients: NDArray[np.int64], _since: int | None = None) -> Together:
        shown = len(clients) * records
        inner = 0 if clients.min() >= _HONEST else shown  # visitors meet each other as often as chance has it
        meetings = Meetings(inner, shown // 3, shown, len(clients) * records**2, 3 * shown)
        return Together(shown, 0, meetings, ("/orders/{id}",), "ExampleBrowser/1.0")

    return replace(
        window,
        clients=pa.Table.from_pylist([*clients, *added], schema=CLIENTS_SCHEMA),
        rollup=pa.concat_tables([window.rollup, pa.Table.from_pylist(buckets).cast(ROLLUP_SCHEMA)]),
        together=count,
    )


def _table(columns: Sequence[Sequence[object]], schema: pa.Schema) -> pa.Table:
    return pa.table([pa.array(c).cast(field.type) for c, field in zip(columns, schema, strict=True)], schema=schema)
