"""Who has seen one person's data, when, which kinds and with which reason: what the person's own report tells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.exposure_kinds import as_table, kinds_in, meanings, own_grade
from headcount.ledger.reasons import related
from headcount.ledger.removal import Why, removals
from headcount.model.viewing import PersonReport, Viewing

_LOOKED = """
CREATE OR REPLACE TEMP TABLE looked AS
SELECT row_number() OVER () AS number, lens, name, record, route, shows, shown_at,
       epoch_us(shown_at) // 1000000 + 62135596800 AS second
FROM shown JOIN client USING (client) WHERE record IN (SELECT unnest($1::UBIGINT[]))
"""
_COVERED = """
CREATE OR REPLACE TEMP TABLE covered AS
WITH ties AS (
    SELECT name, record, since, until FROM relation SEMI JOIN looked USING (name, record)
    UNION ALL
    SELECT mine.name, theirs.record, greatest(mine.since, theirs.since), least(mine.until, theirs.until)
    FROM (FROM record_unit SEMI JOIN looked USING (record)) AS theirs JOIN client_unit AS mine USING (number, unit))
SELECT DISTINCT number FROM looked JOIN ties USING (name, record) WHERE second >= since AND second < until
"""
_VIEWINGS = """
SELECT lens, name, count(*), min(shown_at), max(shown_at), list(DISTINCT template ORDER BY template),
       bit_or(held), bit_or(meaning.clear), bool_or(presumed), count(covered.number)
FROM looked JOIN route USING (route) JOIN meaning USING (route, shows) LEFT JOIN covered USING (number)
GROUP BY lens, name ORDER BY min(shown_at), name
"""


def person_report(ledger: EmbeddedLedger, records: Sequence[int]) -> PersonReport:
    """Every viewing of one person.

    Relations count where they were taken in before (`reasons.relate`).

    Args:
        ledger: whose clients have been named.
        records: all tokens under which the person stands.

    Raises:
        LedgerError: the engine failed.
    """
    run = ledger.connection.execute
    with ledger.told():
        run(_LOOKED, [list(records)]).fetchall()
        told = meanings(ledger, run("SELECT DISTINCT route, shows FROM looked ORDER BY ALL").fetchall(), own_grade)
        ledger.connection.register("incoming", as_table(told))
        run("CREATE OR REPLACE TEMP TABLE meaning AS FROM incoming").fetchall()
        ledger.connection.unregister("incoming")
        reasons = related(ledger)
        run(_COVERED).fetchall()
        rows = run(_VIEWINGS).fetchall()
        [[skipped]] = run("SELECT coalesce(sum(lines), 0) FROM skipped").fetchall()
        acts = removals(ledger)
    expired = [act.before for act in acts if act.what is Why.EXPIRED and act.disclosures and act.before is not None]
    begins, ends = ledger.span() or (None, None)
    return PersonReport(
        tuple(_viewing(row, reasons=reasons) for row in rows), begins, ends, max(expired, default=None), int(skipped)
    )


def _viewing(row: tuple[str, str, int, dt.datetime, dt.datetime, list[str], int, int, bool, int], *, reasons: bool) -> Viewing:
    lens, name, times, first, last, routes, held, clear, presumed, explained = row
    return Viewing(
        lens,
        name,
        times,
        first.replace(tzinfo=dt.UTC),
        last.replace(tzinfo=dt.UTC),
        tuple(routes),
        tuple(kinds_in(clear)),
        tuple(kinds_in(held & ~clear)),
        presumed,
        explained if reasons else None,
    )
