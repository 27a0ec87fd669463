"""One SQL source: the roll-ups are written in DuckDB's SQL, and told to Spark in its own by sqlglot (decision 23)."""

from __future__ import annotations

from functools import cache

import sqlglot
from sqlglot import expressions as exp

SECONDS = """
CREATE OR REPLACE TEMPORARY FUNCTION seconds(moment TIMESTAMP) RETURNS BIGINT
RETURN unix_micros(moment) DIV 1000000 + 62135596800
"""
"""The macro of `rollup`, as Spark has it."""
_WIDER = {
    exp.DType.UTINYINT: exp.DType.INT,
    exp.DType.USMALLINT: exp.DType.INT,
    exp.DType.UINT: exp.DType.BIGINT,
    exp.DType.UBIGINT: exp.DType.BIGINT,
}
"""Spark has no unsigned numbers. Tokens are stored with their bits read as a signed number, which only equality is asked of."""


@cache
def for_spark(query: str) -> str:
    """A query, or the query that a statement makes a table of, in Spark's SQL; `$name` becomes `:name`."""
    [tree] = sqlglot.parse(query, read="duckdb")
    if isinstance(tree, exp.Create):
        tree = tree.expression
    assert tree is not None  # noqa: S101  # queries are constants of ours
    for kind in tree.find_all(exp.DataType):
        kind.set("this", _WIDER.get(kind.this, kind.this))
    return tree.sql(dialect="spark")
