"""Mechanism: a small made window with places, for the example of the detector of other regions' readers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pyarrow as pa

from headcount.detectors.example import example_window
from headcount.ledger.window import CLIENTS_SCHEMA, PLACES_SCHEMA, ROLLUP_SCHEMA, Window

_CLIENTS, _DAYS = 300, 30
_NAMES = ("east", "north", "south", "west")
_FIRST = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)


def region_window(abroad: int) -> Window:
    """300 visitors of four regions, on 30 days each shown 4 people: 2 of their own, the others of any.

    Args:
        abroad: so many people of the north are shown to one visitor of the east on the last day, a minute each.
    """
    start = int(_FIRST.timestamp())
    client, day = (part.ravel() for part in np.divmod(np.arange(_CLIENTS * _DAYS), _DAYS))
    home = client % 4
    drawn = np.random.default_rng(1).integers(0, 4, (len(client), 2))
    seen = np.stack([2 * (home == place) + (drawn == place).sum(axis=1) for place in range(4)], axis=1)
    row, place = np.nonzero(seen)
    cells = np.c_[client[row], start + day[row] * 86_400, place, seen[row, place], seen[row, place]]
    rows = np.c_[client, start + day * 86_400 + 36_000, np.full(len(client), 4)]
    if abroad:
        cells = np.r_[cells, [[_CLIENTS, start + (_DAYS - 1) * 86_400, 1, abroad, abroad]]]
        rows = np.r_[rows, [[_CLIENTS, start + (_DAYS - 1) * 86_400 + 36_000, abroad]]]
    base = example_window([])
    buckets = dict.fromkeys(ROLLUP_SCHEMA.names, rows[:, 2] * 0) | {"client": rows[:, 0], "bucket": rows[:, 1]}
    buckets |= dict.fromkeys(("requests", "records", "new_records"), rows[:, 2])
    records = np.bincount(rows[:, 0], rows[:, 2]).astype(np.int64).tolist()
    one = base.clients.slice(0, 1).to_pylist()[0]
    clients = [
        one
        | {"client": n, "name": f"198.51.100.{n % 256}" if n < _CLIENTS else "203.0.113.7", "place": _NAMES[n % 4]}
        | {"requests": total, "records": total, "first": _FIRST, "last": _FIRST + dt.timedelta(days=_DAYS)}
        for n, total in enumerate(records)
    ]
    return replace(
        base,
        rollup=_table(list(buckets.values()), ROLLUP_SCHEMA),
        clients=pa.Table.from_pylist(clients, schema=CLIENTS_SCHEMA),
        last=_FIRST + dt.timedelta(days=_DAYS),
        first=_FIRST,
        routes={_CLIENTS: ("/people/{id}",)},
        places=_table(list(cells.T), PLACES_SCHEMA),
        place_names=_NAMES,
    )


def _table(columns: list[np.ndarray[tuple[int], np.dtype[np.int64]]], schema: pa.Schema) -> pa.Table:
    arrays = [pa.array(values).cast(field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.table(arrays, schema=schema)
