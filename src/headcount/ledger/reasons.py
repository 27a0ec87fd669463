"""Reasons: relation tables as explanations. Which showings does no relation of the client explain, at that time?"""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from headcount.ledger.embedded import EmbeddedLedger

MOST_NAMED = 20
"""At most so many records of one client and number of days are named (by their tokens) in the window."""
FEWEST_DAYS = 3
"""Records looked at on fewer days than this are counted and not named."""

_KEPT = "CREATE TEMP TABLE IF NOT EXISTS relation (name VARCHAR, record UBIGINT, since BIGINT, until BIGINT)"
"""Of this run. `since` and `until` (not included) count seconds as `rollup` does; open ends are 0 and 2**39 (the year 17420)."""
_RELATE = """
INSERT INTO relation
SELECT client, record, coalesce(epoch_us(since) // 1000000 + 62135596800, 0),
       coalesce(epoch_us(until) // 1000000 + 62135596800, 1::BIGINT << 39)
FROM incoming
"""
_TIES = """
CREATE OR REPLACE TEMP TABLE tie AS SELECT client, record, since, until FROM relation JOIN client USING (name);
CREATE OR REPLACE TEMP TABLE explained AS
SELECT DISTINCT client, record, true AS reason
FROM pair JOIN tie USING (client, record) WHERE (pair.code >> 24) >= since AND (pair.code >> 24) < until
"""
_RETURNS = """
WITH looked AS (SELECT DISTINCT client, record, code >> 24 AS at_second FROM sight SEMI JOIN incoming USING (client)),
     covered AS (SELECT DISTINCT client, record, at_second FROM looked JOIN tie USING (client, record)
                 WHERE at_second >= since AND at_second < until),
     pairs AS (SELECT client, record, count(DISTINCT at_second // 86400) AS days, min(at_second) AS first, max(at_second) AS last
               FROM looked ANTI JOIN covered USING (client, record, at_second) GROUP BY client, record)
SELECT client, days, count(*) AS records, moment(min(first)) AS first, moment(max(last)) AS last,
       coalesce((list(record ORDER BY record) FILTER (days >= $fewest))[1:$most], []) AS named
FROM pairs GROUP BY client, days ORDER BY client, days
"""


def relate(ledger: EmbeddedLedger, rows: Iterable[pa.RecordBatch]) -> int:
    """Take in relations for this run; returns how many.

    Args:
        ledger: whose clients are meant.
        rows: `client` (its name under any lens), `record` (token), `since` and `until` (timestamps, UTC; null: open).
    """
    run, known = ledger.connection.execute, 0
    run(_KEPT).fetchall()
    for batch in rows:
        known += len(batch)
        ledger.connection.register("incoming", pa.table(batch))
        run(_RELATE).fetchall()
        ledger.connection.unregister("incoming")
    return known


def explain(ledger: EmbeddedLedger) -> bool:
    """Mark the pairs whose first showing a relation explains, in the table `explained`; returns whether there are relations.

    Reads the pairs that `roll_up` made.
    """
    run = ledger.connection.execute
    run(_KEPT).fetchall()
    run(_TIES).fetchall()
    return bool(run("SELECT EXISTS (FROM relation)").fetchall()[0][0])


def returns(ledger: EmbeddedLedger, clients: pa.Table) -> pa.Table:
    """How often the clients with a role came back to whom without a reason: the columns of `RETURNS_SCHEMA`.

    Args:
        ledger: with the sights of `roll_up` and the ties of `explain`.
        clients: with the columns `client` and `role`.
    """
    known = clients.filter(pc.not_equal(clients["role"], "")).select(["client"])
    ledger.connection.register("incoming", known)
    counted = ledger.connection.sql(_RETURNS, params={"fewest": FEWEST_DAYS, "most": MOST_NAMED}).to_arrow_table()
    ledger.connection.unregister("incoming")
    return counted
