"""The columns of direct evidence in a made world's window, counted with sorts of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.ledger.window import Window

I64 = NDArray[np.int64]


def told(window: Window, client: I64, time: I64, record: I64, vain: I64, canaries: Sequence[int]) -> Window:
    """The window with `largest_answer`, `canary_records`, `misses`, `new_misses` and the clients' errors.

    Args:
        window: counted from the same views.
        client: shape (views,), as the other three.
        time: seconds since the start of the log.
        record: what was shown.
        vain: how many identifiers that nobody has the client asked for just then; each another one.
        canaries: records to which nothing leads.
    """
    epoch = int(window.first.timestamp())
    keys = {
        key: row
        for row, key in enumerate(zip(window.rollup["client"].to_pylist(), _seconds(window.rollup["bucket"]), strict=True))
    }
    order = np.lexsort((time, record, client))
    client, time, record, vain = client[order], time[order], record[order], vain[order]
    first = np.r_[True, (client[1:] != client[:-1]) | (record[1:] != record[:-1])][: len(client)]
    bucket = epoch + time // 600 * 600
    row = np.array([keys[key] for key in zip(client.tolist(), bucket.tolist(), strict=True)], np.int64)
    rows = len(window.rollup)
    moment, shown = np.unique(np.stack([row[first], time[first]]), axis=1, return_counts=True)
    largest = np.zeros(rows, np.int64)
    np.maximum.at(largest, moment[0], shown)
    missed = np.bincount(row, vain, rows).astype(np.int64)
    touched = np.bincount(row, first & np.isin(record, np.array(canaries, np.int64)), rows).astype(np.int64)
    rollup = _set(window.rollup, largest_answer=largest, canary_records=touched, misses=missed, new_misses=missed)
    errors = np.bincount(client, vain, int(client.max()) + 1).astype(np.int64)[np.array(window.clients["client"])]
    requests = np.array(window.clients["requests"], np.int64) + errors
    return replace(window, rollup=rollup, clients=_set(window.clients, errors=errors, requests=requests))


def _seconds(column: pa.ChunkedArray) -> list[int]:
    seconds: list[int] = column.cast(pa.int64()).to_pylist()
    return seconds


def _set(table: pa.Table, **columns: I64) -> pa.Table:
    for name, values in columns.items():
        place = table.schema.get_field_index(name)
        table = table.set_column(place, table.schema.field(place), pa.array(values).cast(table.schema.field(place).type))
    return table
