"""Rotation of the key: every record gets its token under another key, and stays the same record.

A token cannot be turned back into an identifier, so the new tokens come from the operator's own table of identifiers. Records
that are not in it get a token that nobody can look up any more: they still count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.errors import LedgerError
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.removal import Removal, Why, forget_showings, write_down

U64 = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Rotation:
    """What became of the records."""

    removal: Removal
    named: int
    """Different records that the table of identifiers named: they can be looked up under the new key."""
    unnamed: int
    """Different records that it did not name: they count, and nobody can look them up."""


def rotate(ledger: EmbeddedLedger, key_id: str, named: Iterable[pa.RecordBatch], otherwise: Callable[[U64], U64]) -> Rotation:
    """Give every record of the ledger another token, in one transaction.

    Args:
        ledger: open for writing, with nothing under way.
        key_id: of the new key; from now on the ledger wants that.
        named: batches with `old` and `new`, both uint64: tokens of identifiers under the two keys.
        otherwise: new tokens of old ones that are in no batch.

    Raises:
        LedgerError: two different records would have got the same token; nothing is changed then.
    """
    run = ledger.connection.execute
    with ledger.told(), ledger.writing:
        ledger.connection.begin()
        try:
            run("CREATE OR REPLACE TEMP TABLE renamed (old UBIGINT, new UBIGINT)")
            for batch in named:
                _insert(ledger, pa.table(batch), "WHERE old IN (SELECT record FROM disclosure UNION SELECT record FROM attempt)")
            run("CREATE OR REPLACE TEMP TABLE renaming AS SELECT old, min(new) AS new FROM renamed GROUP BY old")
            found = int(run("SELECT count(*) FROM renaming").fetchall()[0][0])
            rest = run(
                """SELECT record FROM (SELECT record FROM disclosure UNION SELECT record FROM attempt) AS held
                   ANTI JOIN renaming ON old = record ORDER BY record"""
            ).fetchnumpy()["record"]
            old = np.asarray(rest, np.uint64)
            run("DELETE FROM renamed")
            _insert(ledger, pa.table({"old": old, "new": otherwise(old)}))
            run("INSERT INTO renaming FROM renamed")
            _refuse_collisions(int(run("SELECT count(*) - count(DISTINCT new) FROM renaming").fetchall()[0][0]))
            counts = {"disclosure": 0, "attempt": 0, "traffic": 0}
            for table in ("disclosure", "attempt"):
                counts[table] = int(run(f"SELECT count(*) FROM {table}").fetchall()[0][0])  # noqa: S608  # fixed names
                run(f"UPDATE {table} SET record = new FROM renaming WHERE record = old")  # noqa: S608  # fixed names
            run("UPDATE about SET key_id = ?", [key_id])
            removal = write_down(ledger, Why.ROTATED, counts)
            run("DROP TABLE renamed")
            run("DROP TABLE renaming")
            ledger.connection.commit()
        except BaseException:
            ledger.connection.rollback()
            raise
    forget_showings(ledger)
    return Rotation(removal, found, len(old))


def _insert(ledger: EmbeddedLedger, rows: pa.Table, which: str = "") -> None:
    ledger.connection.register("incoming", rows)
    ledger.connection.execute(f"INSERT INTO renamed SELECT old, new FROM incoming {which}")  # noqa: S608  # fixed text
    ledger.connection.unregister("incoming")


def _refuse_collisions(count: int) -> None:
    if count:
        raise LedgerError("two records would have the same token under the new key; make another key and rotate again")
