"""Rows of earlier runs are found by their hash."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from headcount.ledger.earlier import Earlier

BATCH = pa.record_batch({"address": ["192.0.2.2", "192.0.2.9", "192.0.2.1"], "account": ["ann", "ann", ""]})


def test_those_that_were_there_have_their_number() -> None:
    with duckdb.connect() as connection:
        rows = "(7, '192.0.2.1', ''), (3, '192.0.2.2', 'ann')"
        connection.execute(f"CREATE TABLE caller AS FROM (VALUES {rows}) t(caller, address, account)")
        known, numbers = Earlier(connection, "caller", "caller", ("address", "account")).look_up(BATCH)
    assert (known.tolist(), numbers.tolist()) == ([True, False, True], [3, 0, 7])


def test_an_empty_table_had_nothing() -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE caller (caller UINTEGER, address VARCHAR, account VARCHAR)")
        known, numbers = Earlier(connection, "caller", "caller", ("address", "account")).look_up(BATCH)
    assert (known.tolist(), numbers.tolist()) == ([False] * 3, [0] * 3)
