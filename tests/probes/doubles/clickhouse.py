"""A double of ClickHouse's HTTP interface, made from its public documentation: ping, and the few queries that a probe sends.

It is no ClickHouse, and knows no SQL: it looks for the names in a query.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from tests.probes.doubles.web import Answers, Asked, Said

READONLY = b"Code: 164. DB::Exception: Cannot modify 'max_execution_time' setting in readonly mode. (READONLY)"
FAILED = b"Code: 516. DB::Exception: default: Authentication failed: password is incorrect. (AUTHENTICATION_FAILED)"


def clickhouse(
    tables: Mapping[str, tuple[int, Sequence[object]]],
    user: str = "default",
    password: str = "",
    refused: int = 403,
    *,
    fixed: bool = False,
) -> Answers:
    """A store.

    Args:
        tables: of the database `shop`, by name: the number of rows that it claims, and some of them.
        user: who may ask.
        password: empty for none.
        refused: what a wrong password is answered with, which changed over time.
        fixed: whether the user may change no setting.
    """

    def answer(one: Asked) -> Said:
        if one.path == "/ping":
            return Said(200, b"Ok.\n")
        if password and not one.shows(user, password):
            return Said(refused, FAILED, {"X-ClickHouse-Exception-Code": "516"})
        if fixed and set(one.query) - {"query"}:
            return Said(500, READONLY, {"X-ClickHouse-Exception-Code": "164"})
        return _answered(tables, one.query.get("query", ""))

    return answer


def _answered(tables: Mapping[str, tuple[int, Sequence[object]]], query: str) -> Said:
    if query.startswith("SELECT version()"):
        return _lines([{"version": "23.8.9.54"}])
    if "system.tables" in query:
        return _lines([{"database": "shop", "name": name, "total_rows": str(count)} for name, (count, _) in tables.items()])
    for name, (_, rows) in tables.items():
        if f"`shop`.`{name}`" in query:
            return _lines(rows)
    return Said(404, b"Code: 60. DB::Exception: Table does not exist. (UNKNOWN_TABLE)")


def _lines(rows: Sequence[object]) -> Said:
    return Said(200, "".join(json.dumps(row) + "\n" for row in rows).encode())
