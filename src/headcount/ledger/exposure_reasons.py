"""Explained and unexplained exposure: which records were shown without a reason that the site's own tables give at that time?"""

from __future__ import annotations

import datetime as dt

from headcount.ledger.embedded import EmbeddedLedger

_TABLES = ("relation", "client_unit", "record_unit")
_MET = """
SELECT EXISTS (FROM disclosure SEMI JOIN (SELECT record FROM relation UNION ALL SELECT record FROM record_unit) USING (record))
"""
_ODD = """
WITH looked AS (
    SELECT DISTINCT wanted.name, record, epoch_us(shown_at) // 1000000 + 62135596800 AS second
    FROM disclosure JOIN asked USING (caller) JOIN wanted USING (number)
         SEMI JOIN (FROM route WHERE subject IS NOT NULL AND NOT tentative) USING (route)
    WHERE shown_at BETWEEN $begins AND $ends),
pairs AS (SELECT DISTINCT name, record FROM looked),
ties AS (
    SELECT name, record, since, until FROM relation SEMI JOIN wanted USING (name)
    UNION ALL
    SELECT mine.name, record, greatest(mine.since, theirs.since), least(mine.until, theirs.until)
    FROM pairs JOIN client_unit AS mine USING (name) JOIN record_unit AS theirs USING (number, unit, record)),
covered AS (
    SELECT DISTINCT name, record, second FROM looked JOIN ties USING (name, record) WHERE second >= since AND second < until)
SELECT count(DISTINCT record) FROM looked ANTI JOIN covered USING (name, record, second)
"""
"""Seconds count as in `reasons`."""


def unexplained_records(ledger: EmbeddedLedger, begins: dt.datetime, ends: dt.datetime) -> int | None:
    """Records that were shown at least once without a reason; None where no relation table was taken in for this run.

    Tables none of whose records was ever shown are none, as in `reasons.explain`. Reads what `set_apart` made.
    """
    run = ledger.connection.execute
    known = "SELECT count(*) FROM duckdb_tables() WHERE temporary AND table_name IN (SELECT unnest($1::VARCHAR[]))"
    if run(known, [list(_TABLES)]).fetchall()[0][0] < len(_TABLES) or not run(_MET).fetchall()[0][0]:
        return None
    return int(run(_ODD, {"begins": begins.replace(tzinfo=None), "ends": ends.replace(tzinfo=None)}).fetchall()[0][0])
