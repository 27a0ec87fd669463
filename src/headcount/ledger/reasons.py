"""Reasons: relation tables as explanations. Which showings does no relation of the client explain, at that time?

A relation names a client and a record; or client and record are of one unit, such as a station and its parcels. Units are
joined where a client was shown a record, so that nobody writes down every client with every record of its unit.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from headcount.ledger.embedded import EmbeddedLedger

MOST_NAMED = 20
"""At most so many records of one client and number of days are named (by their tokens) in the window."""
FEWEST_DAYS = 3
"""Records looked at on fewer days than this are counted and not named."""
NEAR = 3
"""Who is shown a record within so many days of a colleague is not alone with it."""

_KEPT = """
CREATE TEMP TABLE IF NOT EXISTS relation (name VARCHAR, record UBIGINT, since BIGINT, until BIGINT);
CREATE TEMP TABLE IF NOT EXISTS client_unit (number INTEGER, name VARCHAR, unit VARCHAR, since BIGINT, until BIGINT);
CREATE TEMP TABLE IF NOT EXISTS record_unit (number INTEGER, record UBIGINT, unit VARCHAR, since BIGINT, until BIGINT);
"""
"""Of this run. `since` and `until` (not included) count seconds as `rollup` does; open ends are 0 and 2**39 (the year 17420).
`number` is the same in two tables that belong together: units of others may have the same names."""
_SPAN = """
coalesce(epoch_us(since) // 1000000 + 62135596800, 0), coalesce(epoch_us(until) // 1000000 + 62135596800, 1::BIGINT << 39)
"""
_TIES = "CREATE OR REPLACE TEMP TABLE tie AS SELECT client, record, since, until FROM relation JOIN client USING (name)"
_UNIT_TIES = """
INSERT INTO tie
SELECT client, record, greatest(mine.since, theirs.since), least(mine.until, theirs.until)
FROM (SELECT client, number, unit, since, until FROM client_unit JOIN client USING (name)) mine
     JOIN pair USING (client)
     JOIN (SELECT number, record, unit, since, until FROM record_unit) theirs USING (number, unit, record)
"""
_EXPLAIN = """
CREATE OR REPLACE TEMP TABLE explained AS
SELECT DISTINCT client, record, true AS reason
FROM pair JOIN tie USING (client, record) WHERE (pair.code >> 24) >= since AND (pair.code >> 24) < until
"""
_RETURNS = """
WITH looked AS (SELECT DISTINCT client, role, record, code >> 24 AS at_second FROM sight JOIN incoming USING (client)),
     covered AS (SELECT DISTINCT client, record, at_second FROM looked JOIN tie USING (client, record)
                 WHERE at_second >= since AND at_second < until),
     odd AS (SELECT client, role, record, at_second // 86400 AS day, min(at_second) AS first, max(at_second) AS last
             FROM looked ANTI JOIN covered USING (client, record, at_second) GROUP BY ALL),
     visits AS (SELECT DISTINCT client, role, record, at_second // 86400 AS day FROM looked SEMI JOIN odd USING (role, record)),
     around AS (SELECT role, record, day, min(client) AS one, max(client) AS other
                FROM (SELECT client, role, record, day + unnest(range(-$near, $near + 1)) AS day FROM visits) GROUP BY ALL),
     pairs AS (SELECT client, record, count(*) AS days, count(*) FILTER (one = other) AS alone,
                      min(first) AS first, max(last) AS last
               FROM odd JOIN around USING (role, record, day) GROUP BY client, record)
SELECT client, days, alone, count(*) AS records, moment(min(first)) AS first, moment(max(last)) AS last,
       coalesce((list(record ORDER BY record) FILTER (days >= $fewest))[1:$most], []) AS named
FROM pairs GROUP BY client, days, alone ORDER BY client, days, alone
"""
"""A record that colleagues open within the same days is being worked on, whatever the tables say."""


_ANY = "SELECT EXISTS (FROM relation), EXISTS (FROM client_unit)"
_MET = "SELECT EXISTS (FROM pair SEMI JOIN (SELECT record FROM relation UNION ALL SELECT record FROM record_unit) USING (record))"


def relate(ledger: EmbeddedLedger, rows: Iterable[pa.RecordBatch]) -> int:
    """Take in relations for this run; returns how many.

    Args:
        ledger: whose clients are meant.
        rows: `client` (its name under any lens), `record` (token), `since` and `until` (timestamps, UTC; null: open).
    """
    ledger.connection.execute(_KEPT).fetchall()
    return _take_in(ledger, rows, f"INSERT INTO relation SELECT client, record, {_SPAN} FROM incoming")  # noqa: S608 - fixed text


def relate_units(ledger: EmbeddedLedger, members: Iterable[pa.RecordBatch], records: Iterable[pa.RecordBatch]) -> int:
    """Take in, for this run, which clients and which records belong to which unit; returns how many.

    Args:
        ledger: whose clients are meant.
        members: `client` (its name under any lens), `unit`, `since` and `until` (timestamps, UTC; null: open).
        records: `record` (token), `unit`, `since` and `until`.
    """
    run = ledger.connection.execute
    run(_KEPT).fetchall()
    number = run("SELECT coalesce(max(number), 0) + 1 FROM client_unit").fetchall()[0][0]
    into = f"INSERT INTO {{}} SELECT {number}, {{}}, unit, {_SPAN} FROM incoming"  # noqa: S608 - a number and fixed text
    known = _take_in(ledger, members, into.format("client_unit", "client"))
    return known + _take_in(ledger, records, into.format("record_unit", "record"))


def _take_in(ledger: EmbeddedLedger, rows: Iterable[pa.RecordBatch], insert: str) -> int:
    known = 0
    for batch in rows:
        known += len(batch)
        ledger.connection.register("incoming", pa.table(batch))
        ledger.connection.execute(insert).fetchall()
        ledger.connection.unregister("incoming")
    return known


def related(ledger: EmbeddedLedger) -> bool:
    """Whether relations were taken in for this run."""
    ledger.connection.execute(_KEPT).fetchall()
    one_by_one, in_units = ledger.connection.execute(_ANY).fetchall()[0]
    return bool(one_by_one or in_units)


def explain(ledger: EmbeddedLedger) -> bool:
    """Mark the pairs whose first showing a relation explains, in the table `explained`; returns whether there are relations.

    Tables none of whose records was ever shown (their entity is misspelt, for one) are none: nobody would have a reason.

    Reads the pairs that `roll_up` made.
    """
    run = ledger.connection.execute
    run(_KEPT).fetchall()
    run(_TIES).fetchall()
    one_by_one, in_units = run(_ANY).fetchall()[0]
    if in_units:
        run(_UNIT_TIES).fetchall()
    run(_EXPLAIN).fetchall()
    return bool(one_by_one or in_units) and bool(run(_MET).fetchall()[0][0])


def returns(ledger: EmbeddedLedger, clients: pa.Table) -> pa.Table:
    """How often the clients with a role came back to whom without a reason: the columns of `RETURNS_SCHEMA`.

    Args:
        ledger: with the sights of `roll_up` and the ties of `explain`.
        clients: with the columns `client` and `role`.
    """
    known = clients.filter(pc.not_equal(clients["role"], "")).select(["client", "role"])
    ledger.connection.register("incoming", known)
    told = {"fewest": FEWEST_DAYS, "most": MOST_NAMED, "near": NEAR}
    counted = ledger.connection.sql(_RETURNS, params=told).to_arrow_table()
    ledger.connection.unregister("incoming")
    return counted
