"""Mechanism: a small made window of one role, for the examples of the detectors of insiders."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa

from headcount.ledger.window import CLIENTS_SCHEMA, RETURNS_SCHEMA, ROLLUP_SCHEMA, Window

_CLERKS = 60
_DAYS = 40
_FIRST = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)


def staff_window(extra: int = 0, looked_after: int = 0) -> Window:
    """60 clerks, on 40 days each shown 20 customers, one or none of them without a case, and now and then somebody again.

    Args:
        extra: so many more without a case each day from the 21st day on, of the last clerk.
        looked_after: so many people at whom the last clerk looked on five days, without a case.
    """
    start = int(_FIRST.timestamp())
    clerk, day = (part.ravel() for part in np.divmod(np.arange(_CLERKS * _DAYS), _DAYS))
    more = np.where((clerk == _CLERKS - 1) & (day >= 20), extra, 0)
    unexplained = ((clerk * 7 + day * 3) % 5 < 2) + more
    new = 20 + more
    rollup = dict.fromkeys(ROLLUP_SCHEMA.names, np.zeros(len(clerk), np.int64)) | {
        "client": clerk,
        "bucket": start + day * 86_400 + 36_000,
        "requests": new,
        "records": new,
        "new_records": new,
        "unexplained_records": unexplained,
    }
    records, once = np.bincount(clerk, new).astype(np.int64), np.bincount(clerk, unexplained).astype(np.int64)
    one, none = np.ones(_CLERKS, np.int64), [None] * _CLERKS
    clients = dict.fromkeys(CLIENTS_SCHEMA.names, none) | {
        "client": np.arange(_CLERKS),
        "lens": ["account"] * _CLERKS,
        "name": [f"clerk-{number}" for number in range(_CLERKS)],
        "requests": records,
        "errors": one * 0,
        "records": records,
        "people": records,
        "first": one * start + 36_000,
        "last": one * start + (_DAYS - 1) * 86_400 + 36_599,
        "agents": one,
        "role": ["clerk"] * _CLERKS,
    }
    for name in CLIENTS_SCHEMA.names:
        if clients[name] is none and pa.types.is_integer(CLIENTS_SCHEMA.field(name).type):
            clients[name] = one * 0
    last = start + 30 * 86_400
    rows = [[number, 1, 1, int(count), start, last, []] for number, count in enumerate(once)]
    rows += [[number, 2, 2, 1, start, last, []] for number in range(0, _CLERKS, 3)]
    if looked_after:
        rows.append([_CLERKS - 1, 5, 5, looked_after, start, last, list(range(1, looked_after + 1))])
    return Window(
        rollup=_table(list(rollup.values()), ROLLUP_SCHEMA),
        clients=_table(list(clients.values()), CLIENTS_SCHEMA),
        first=_FIRST,
        last=_FIRST + dt.timedelta(days=_DAYS),
        cold_share=0.9,
        cold_viewers=3,
        routes={_CLERKS - 1: ("/customers/{id}",)},
        explained=True,
        returns=_table([list(column) for column in zip(*sorted(rows), strict=True)], RETURNS_SCHEMA),
    )


def _table(columns: list[object], schema: pa.Schema) -> pa.Table:
    arrays = [pa.array(values) for values in columns]
    return pa.table([array.cast(field.type) for array, field in zip(arrays, schema, strict=True)], schema=schema)
