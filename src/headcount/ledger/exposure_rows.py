"""The rows behind an exposure, for those who must prove it: every showing, every record, every line of a log. Tokens, no values.

All are read in a fixed order and piece by piece, so that the same ledger gives the same rows whatever memory there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.errors import LedgerError
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.exposure_kinds import kinds_in
from headcount.model.exposure import Exposure

_ROWS = 100_000
MOST_STEPS = 400

_WORDS = """
SELECT DISTINCT bit_or(held) AS held, bit_or(meaning.clear) AS clear FROM told JOIN meaning USING (route, shows) GROUP BY record
UNION SELECT held, clear FROM meaning
"""
_HEX = "lower(lpad(hex(record), 16, '0'))"
_SHOWINGS = f"""
SELECT shown_at::TIMESTAMPTZ AS shown_at, wanted.lens, wanted.name AS client, {_HEX} AS record, entity, shown_by.name AS route,
       in_clear, only_masked, presumed, path AS file, line
FROM disclosure JOIN asked USING (caller) JOIN wanted USING (number) JOIN shown_by USING (route)
     JOIN meaning USING (route, shows) JOIN word ON word.held = meaning.held AND word.clear = meaning.clear
     JOIN source_file USING (file)
WHERE disclosure.shown_at BETWEEN $begins AND $ends
ORDER BY disclosure.shown_at, file, line, record, route, client, shows
"""  # noqa: S608  # fixed text, values bound
_RECORDS = f"""
WITH one AS (
    SELECT record, any_value(entity ORDER BY entity) AS entity, bool_or(people) AS person, bit_or(held) AS held,
           bit_or(meaning.clear) AS clear, max(grade) AS grade, sum(showings)::BIGINT AS showings, min(first) AS first,
           max(last) AS last, count(DISTINCT number) AS clients
    FROM told JOIN meaning USING (route, shows) JOIN shown_by USING (route) GROUP BY record)
SELECT {_HEX} AS record, entity, person, in_clear, only_masked, grade, clients, showings, first::TIMESTAMPTZ AS first,
       last::TIMESTAMPTZ AS last
FROM one JOIN word USING (held, clear) ORDER BY record
"""  # noqa: S608  # fixed text
_FILES = """
SELECT file, path, format, head_size, head_digest, position, tail_digest, lines
FROM source_file SEMI JOIN (
    FROM disclosure SEMI JOIN asked USING (caller) SEMI JOIN shown_by USING (route) WHERE shown_at BETWEEN $begins AND $ends)
    USING (file)
ORDER BY file
"""
_LINES = """
SELECT DISTINCT line FROM disclosure SEMI JOIN asked USING (caller) SEMI JOIN shown_by USING (route)
WHERE shown_at BETWEEN $begins AND $ends AND file = $file ORDER BY line
"""
_STEPS = """
WITH firsts AS (SELECT row_number() OVER (ORDER BY first, record) AS count, first
                FROM (SELECT record, min(first) AS first FROM told GROUP BY record))
SELECT first, count FROM firsts WHERE count = 1 OR count = $total OR count % $every = 0 ORDER BY count
"""


@dataclass(frozen=True, slots=True)
class LoggedFile:
    """One log that proves some of the showings."""

    file: int
    """Its number in the ledger."""
    path: str
    """As it was called when it was read; of a stream, its tap and name."""
    format: str
    head_size: int
    head_digest: str
    """As in `entries.Position`: how to know it again; no size for what cannot be read again."""
    position: int
    """Bytes of it that were counted."""
    tail_digest: str
    lines: int


def showings(ledger: EmbeddedLedger, found: Exposure) -> Iterator[pa.RecordBatch]:
    """Every showing, in the order of time. `exposure` has just counted `found` in this ledger: its tables are read."""
    return _ordered(ledger, _SHOWINGS, _period(found))


def records(ledger: EmbeddedLedger) -> Iterator[pa.RecordBatch]:
    """Every record with what was shown of it, by token. Reads the tables of the last `exposure`."""
    return _ordered(ledger, _RECORDS, {})


def files(ledger: EmbeddedLedger, found: Exposure) -> list[LoggedFile]:
    """The logs in which the showings stand, by number."""
    with ledger.told():
        return [LoggedFile(*row) for row in ledger.connection.execute(_FILES, _period(found)).fetchall()]


def lines(ledger: EmbeddedLedger, found: Exposure, file: int) -> NDArray[np.int64]:
    """The numbers of the lines of one log that prove a showing, ascending."""
    with ledger.told():
        rows = ledger.connection.execute(_LINES, _period(found) | {"file": file}).fetchnumpy()
    told: NDArray[np.int64] = rows["line"].astype(np.int64)
    return told


def steps(ledger: EmbeddedLedger, found: Exposure) -> list[tuple[Any, int]]:
    """(time, different records so far) at most some 400 times, the first and the last among them. For the staircase."""
    total = found.total.records
    every = max(total // MOST_STEPS, 1)
    with ledger.told():
        rows = ledger.connection.execute(_STEPS, {"total": total, "every": every}).fetchall()
    return [(moment.replace(tzinfo=found.begins.tzinfo), count) for moment, count in rows]


def answer(ledger: EmbeddedLedger, query: str) -> pa.Table:
    """What a finding's query gives now. Only a single SELECT is run, and it can reach nothing but the ledger.

    Raises:
        LedgerError: it is something else, or fails on this ledger.
    """
    try:
        statements = duckdb.extract_statements(query)
        if [one.type for one in statements] != [duckdb.StatementType.SELECT]:
            raise LedgerError("a finding's query is no single SELECT: the store of incidents was altered, and it is not run")
        ledger.connection.execute("SET enable_external_access = false")
        return ledger.connection.sql(query).to_arrow_table()
    except duckdb.Error as error:
        raise LedgerError(f"a finding's query cannot be run on this ledger ({type(error).__name__})") from error


def _ordered(ledger: EmbeddedLedger, query: str, values: dict[str, Any]) -> Iterator[pa.RecordBatch]:
    """Batches of one size, but for the last: where the engine cuts is not the same each time."""
    with ledger.told():
        _name_kinds(ledger)
        ledger.connection.execute("SET TimeZone = 'UTC'")
        reader = ledger.connection.sql(query, params=values).to_arrow_reader(_ROWS)
        yield from _cut(reader)


def _cut(reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    kept: list[pa.RecordBatch] = []
    for batch in reader:
        kept.append(batch)
        while sum(map(len, kept)) >= _ROWS:
            whole = pa.Table.from_batches(kept)
            yield whole.slice(0, _ROWS).combine_chunks().to_batches()[0]
            kept = whole.slice(_ROWS).to_batches()
    rest = pa.Table.from_batches(kept, reader.schema).combine_chunks()
    yield from rest.to_batches() or [pa.RecordBatch.from_pylist([], reader.schema)]


def _name_kinds(ledger: EmbeddedLedger) -> None:
    """The table `word`: the kinds of each mask that there is, in words."""
    masks = ledger.connection.execute(_WORDS).fetchall()
    told = pa.table(
        {
            "held": pa.array([held for held, _ in masks], pa.int64()),
            "clear": pa.array([clear for _, clear in masks], pa.int64()),
            "in_clear": pa.array([" ".join(kinds_in(clear)) for _, clear in masks], pa.string()),
            "only_masked": pa.array([" ".join(kinds_in(held & ~clear)) for held, clear in masks], pa.string()),
        }
    )
    ledger.connection.register("incoming", told)
    ledger.connection.execute("CREATE OR REPLACE TEMP TABLE word AS SELECT DISTINCT * FROM incoming").fetchall()
    ledger.connection.unregister("incoming")


def _period(found: Exposure) -> dict[str, Any]:
    return {"begins": found.begins.replace(tzinfo=None), "ends": found.ends.replace(tzinfo=None)}
