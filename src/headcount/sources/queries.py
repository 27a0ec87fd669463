"""Statements as requests: the path under which the catalogue learns what a query of a database showed.

A look-up by the table's own key (`id`, `user_id` of `users`, `code` ...) is `/shop/public.users/shop-users/42`, one by other
columns `/shop/public.users/shop-users?email=...`; several values are a list. Rows that are read in another way are
`/shop/public.users/shop-users`, a table that is copied whole `.../export`, counts and sums `.../count`. The table stands there
twice so that many tables, all of them looked up by number, are not taken for the values of one variable; its records are those
of `shop-users`, other databases of the same server have others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from headcount.sources.deeds import READ, WRITE, literal, target, values_of
from headcount.sources.statement import Statement, schema_and_table

_KEY = re.compile(r"id|uuid|guid|pk|key|no|nr|num|number|code")
_CATALOGS = frozenset({"pg_catalog", "information_schema", "pg_toast"})
RETURNED = "POST"
"""Method of a change that shows the rows that it changed."""


class Asked(NamedTuple):
    """A statement as a request."""

    method: str
    target: str
    """Empty when the statement reads no table."""
    by_value: bool
    """Whether it looks records up by value."""
    named: int
    """Of the rows that it shows, those that the target names; -1 where rows are not records (sums, several tables)."""


def asked(statement: Statement, parameters: Sequence[str], database: str, relation: str = "", *, schema: str = "public") -> Asked:
    """The request that a statement is.

    Args:
        statement: what it looks up.
        parameters: their values, in the order of their numbers.
        database: the first segment of the path.
        relation: the table that is meant; empty for the first that is looked up in, else the first.
        schema: of tables that are named without one.
    """
    name = relation or _main(statement, parameters)
    if not name:
        return Asked(READ, "", by_value=False, named=-1)
    above, table = schema_and_table(name.removesuffix("()"), schema)
    entity = f"{database}-{table}" if above == schema else f"{database}_{above}-{table}"
    path = "".join(f"/{literal(part)}" for part in (database, f"{above}.{table}", entity))
    if statement.copied == "to":
        return Asked(READ, f"{path}/export", by_value=False, named=0)
    if statement.summed:
        return Asked(READ, f"{path}/count", by_value=False, named=-1)
    hidden = above in _CATALOGS or table.startswith("pg_")
    named = {} if hidden else statement.looked_up(f"{above}.{table}", parameters)
    for column, values in named.items():
        if _KEY.fullmatch(_without(column.lower(), table.lower())):
            alone = len(statement.tables) == 1
            return Asked(READ, f"{path}/{values_of(values)}", by_value=True, named=len(values) if alone else -1)
    return Asked(READ, f"{path}{target((), named).removeprefix('/')}", by_value=bool(named), named=-1 if hidden else 0)


def change(statement: Statement, parameters: Sequence[str], database: str, relation: str = "") -> tuple[str, str]:
    """Method and target of a statement that changes rows: of its own table, which stands first."""
    path = asked(statement, parameters, database, relation or next(iter(statement.tables.values()), "")).target
    return (RETURNED if statement.returning else WRITE), path


def _main(statement: Statement, parameters: Sequence[str]) -> str:
    """The first table that is looked up in by value, else the first; the statement's own before those of queries inside it."""
    tables = [statement.tables[alias] for alias in sorted(statement.tables, key=lambda alias: alias != statement.main)]
    if len(tables) < 2:
        return tables[0] if tables else ""
    return next((table for table in tables if statement.looked_up(table, parameters)), tables[0])


def _without(column: str, table: str) -> str:
    """A column's name without that of its table: `id` for `user_id` of `users`."""
    for word in (table, table.removesuffix("s"), table.removesuffix("es"), table.removesuffix("ies") + "y"):
        if word and column.startswith(word) and len(column) > len(word):
            return column[len(word) :].lstrip("_")
    return column
