"""What answers hold, as the ledger keeps it: fields of routes, whom they are about, and sets of kinds. No values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from headcount.ledger.entries import FieldRow, ShapeRow

_MOST_SETS = 1 << 16
"""A set's number has 16 bits; what would need more is kept as unknown (0)."""


def keep_kind_sets(
    connection: duckdb.DuckDBPyConnection, sets: Sequence[Iterable[tuple[str, str]]], known: NDArray[np.uint16]
) -> NDArray[np.uint16]:
    """The ledger's numbers of all `sets` (of kind and form); those beyond `known` are looked up, or kept under a new number."""
    kept: dict[frozenset[tuple[str, str]], int] = {frozenset(): 0}
    for number, members in connection.execute("SELECT shows, list((kind, form)) FROM shows GROUP BY shows").fetchall():
        kept[frozenset(map(tuple, members))] = number
    numbers = known.tolist()
    for members in sets[len(numbers) :]:
        wanted = frozenset((str(kind), str(form)) for kind, form in members)
        number = kept.get(wanted)
        if number is None:
            number = len(kept) if len(kept) < _MOST_SETS else 0
            if number:
                kept[wanted] = number
                rows = [[number, kind, form] for kind, form in sorted(wanted)]
                connection.executemany("INSERT INTO shows VALUES (?, ?, ?)", rows)
        numbers.append(number)
    return np.array(numbers, np.uint16)


def keep_shapes(connection: duckdb.DuckDBPyConnection, rows: Sequence[ShapeRow], routes: NDArray[np.uint32]) -> None:
    """Keep shapes in place of what was known of their routes; `routes` are the ledger's numbers by those of the run."""
    for row in rows:
        route = int(routes[row.route])
        connection.execute("DELETE FROM person WHERE route = ?", [route])
        connection.execute("DELETE FROM field WHERE route = ?", [route])
        connection.execute(
            "INSERT INTO person VALUES (?, ?, ?, ?, ?)", [route, row.scope, row.steady, row.answers, row.most_people]
        )
        values = [
            [route, f.path, str(f.kind), str(f.form), f.confidence, f.count, f.valid, f.reason, f.since, f.occasional]
            for f in row.fields
        ]
        if values:
            connection.executemany("INSERT INTO field VALUES (?, ?, ?, ?, ?, ?, ?, ?, make_timestamp(?), ?)", values)


def kept_shapes(connection: duckdb.DuckDBPyConnection) -> list[ShapeRow]:
    """Every shape, by the ledger's numbers of routes, with its fields in the order of their paths."""
    fields: dict[int, list[FieldRow]] = {}
    for row in connection.execute("FROM field ORDER BY route, path, kind").fetchall():
        fields.setdefault(row[0], []).append(_field(row))
    people = connection.execute("SELECT route, scope, steady, answers, most_people FROM person ORDER BY route").fetchall()
    return [
        ShapeRow(route, scope, steady, answers, most, tuple(fields.get(route, ())))
        for route, scope, steady, answers, most in people
    ]


def _field(row: tuple[Any, ...]) -> FieldRow:
    _, path, kind, form, confidence, count, valid, reason, since, occasional = row
    return FieldRow(path, kind, form, confidence, count, valid, reason, _micros(since), occasional)


def _micros(moment: dt.datetime | None) -> int | None:
    epoch = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - the engine's times are naive, in UTC
    return None if moment is None else round((moment - epoch) / dt.timedelta(microseconds=1))
