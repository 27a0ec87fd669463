"""Places: of the records that were new to a client on a day, how many are of people who live where, and in how many minutes."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.window import PLACES_SCHEMA

_KEPT = "CREATE TEMP TABLE IF NOT EXISTS living (record UBIGINT, place VARCHAR)"
_NAMED = """
CREATE OR REPLACE TEMP TABLE place AS
SELECT (row_number() OVER (ORDER BY name) - 1)::UINTEGER AS place, name FROM (SELECT DISTINCT place AS name FROM living);
CREATE OR REPLACE TEMP TABLE lives AS
SELECT record, min(place.place) AS place FROM living JOIN place ON living.place = place.name GROUP BY record
"""
_COUNT = """
SELECT client, moment((code >> 24) // 86400 * 86400) AS day, place, count(*) AS new_records,
       count(DISTINCT (code >> 24) // 60) AS minutes
FROM pair JOIN lives USING (record) GROUP BY ALL ORDER BY ALL
"""


def locate(ledger: EmbeddedLedger, rows: Iterable[pa.RecordBatch]) -> int:
    """Take in, for this run, which record is of somebody who lives where; returns how many.

    A record with several places counts as of the first of them by alphabet.

    Args:
        ledger: whose records are meant.
        rows: `record` (token) and `place` (text).
    """
    run, known = ledger.connection.execute, 0
    run(_KEPT).fetchall()
    for batch in rows:
        known += len(batch)
        ledger.connection.register("incoming", pa.table(batch))
        run("INSERT INTO living SELECT record, place FROM incoming").fetchall()
        ledger.connection.unregister("incoming")
    return known


def located(ledger: EmbeddedLedger) -> bool:
    """Whether it was taken in, for this run, where anybody lives."""
    ledger.connection.execute(_KEPT).fetchall()
    [(known,)] = ledger.connection.execute("SELECT EXISTS (FROM living)").fetchall()
    return bool(known)


def placed(ledger: EmbeddedLedger) -> tuple[pa.Table, tuple[str, ...]]:
    """The columns of `PLACES_SCHEMA`, sorted, and the names of the places by their number; empty when nothing was taken in.

    Reads the pairs that `roll_up` made.
    """
    run = ledger.connection.execute
    if not located(ledger):
        return PLACES_SCHEMA.empty_table(), ()
    run(_NAMED).fetchall()
    names = tuple(name for (name,) in run("SELECT name FROM place ORDER BY place").fetchall())
    return ledger.connection.sql(_COUNT).to_arrow_table(), names
