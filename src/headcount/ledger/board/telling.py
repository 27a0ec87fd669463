"""What is new in a ledger, for the board beside it: told as of one moment, rows of large tables only as far as they are new."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pyarrow as pa

from headcount.ledger.board.moments import micros
from headcount.ledger.board.place import Place, Small
from headcount.ledger.embedded import EmbeddedLedger
from headcount.model.board import SourceRow

AT_A_TIME = 1_000_000
Batches = Callable[[str], Iterator[pa.RecordBatch]]
_NEW = {
    "disclosure": """
        SELECT epoch_us(shown_at) AS at, caller, route, record AS token, shows, step, file, line
        FROM disclosure WHERE rowid >= $since AND rowid < $until
    """,
    "attempt": """
        SELECT epoch_us(asked_at) AS at, caller, route FROM attempt WHERE rowid >= $since AND rowid < $until
    """,
    "traffic": """
        SELECT caller, sum(requests)::BIGINT AS requests FROM traffic WHERE rowid >= $since AND rowid < $until GROUP BY caller
    """,
    "caller": """
        SELECT caller, address, account, credential, agent FROM caller WHERE caller >= $since AND caller < $until ORDER BY caller
    """,
    "agent": "SELECT agent, user_agent FROM agent WHERE agent >= $since AND agent < $until ORDER BY agent",
}
TABLES = tuple(_NEW)
_SINCE = "SELECT (SELECT count(*) FROM {0}), coalesce(max({1}) + 1, $since), count(*) FROM {0} WHERE {1} >= $since"
_NUMBERED = ("caller", "agent")
"""Tables whose rows have numbers that rise; of the others rows are only added, but for a removal."""
_LAST = "SELECT shown_at, caller, route, record, file, line FROM disclosure WHERE rowid = ?"
_KEPT = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'removal' AND NOT temporary"


class News(msgspec.Struct, frozen=True):
    """What is told besides rows."""

    mark: str
    since: str
    """Mark of the place from which it goes on."""
    fresh: bool
    """Whether anything is new: if not, there is nothing to be done."""
    anew: bool
    """Whether everything is told, and what the board had is of no use."""
    ends: dict[str, int]
    rows: dict[str, int]
    small: Small


@dataclass(frozen=True, slots=True)
class Told:
    """News, and the new rows of each table."""

    news: News
    batches: Batches
    """By table; each is asked for once."""


@contextmanager
def telling(ledger: EmbeddedLedger, known: Place) -> Iterator[Told]:
    """Tell what a ledger has beyond a place.

    Args:
        ledger: a connection that nobody else uses meanwhile (`EmbeddedLedger.beside`).
        known: how far the board has come.
    """
    run = ledger.connection.execute
    ledger.connection.begin()
    try:
        counts = {}
        for table in TABLES:
            query = _SINCE.format(table, table if table in _NUMBERED else "rowid")
            counts[table] = run(query, {"since": known.ends.get(table, 0)}).fetchall()[0]
        rows, ends = ({table: int(count[at]) for table, count in counts.items()} for at in (0, 1))
        whole = all(rows[table] - counts[table][2] == known.rows.get(table, 0) for table in TABLES if table not in _NUMBERED)
        anew = not whole or known.mark != _mark(ledger, known.ends.get("disclosure", 0))

        def batches(table: str) -> Iterator[pa.RecordBatch]:
            since = 0 if anew else known.ends.get(table, 0)
            reader = ledger.connection.sql(_NEW[table], params={"since": since, "until": ends[table]})
            yield from reader.to_arrow_reader(AT_A_TIME)

        mark, small = _mark(ledger, ends["disclosure"]), _small(ledger)
        fresh = anew or (ends, small) != (known.ends, known.small)
        yield Told(News(mark, known.mark, fresh, anew, ends, rows, small), batches)
    finally:
        ledger.connection.rollback()


def write_down(told: Told, folder: Path) -> News:
    """Write the new rows into files of an empty folder, for another process.

    Raises:
        OSError: there is no room.
    """
    for table in TABLES:
        stream = None
        with pa.OSFile(str(folder / table), "wb") as file:
            for batch in told.batches(table):
                stream = stream or pa.ipc.new_stream(file, batch.schema)
                stream.write_batch(batch)
            if stream is not None:
                stream.close()
    return told.news


def written_down(news: News, folder: Path) -> Told:
    """What `write_down` wrote."""

    def batches(table: str) -> Iterator[pa.RecordBatch]:
        path = folder / table
        if path.stat().st_size:
            with pa.OSFile(str(path), "rb") as file, pa.ipc.open_stream(file) as stream:
                yield from stream

    return Told(news, batches)


def _small(ledger: EmbeddedLedger) -> Small:
    run = ledger.connection.execute
    sets: dict[int, tuple[tuple[str, str], ...]] = {}
    for number, kind, form in run("SELECT shows, kind, form FROM shows ORDER BY ALL").fetchall():
        sets[number] = (*sets.get(number, ()), (kind, form))
    reasons: dict[int, dict[str, int]] = {}
    for file, reason, lines in run("SELECT file, reason, sum(lines)::BIGINT FROM skipped GROUP BY ALL ORDER BY ALL").fetchall():
        reasons.setdefault(file, {})[reason] = lines
    positions, span = ledger.positions(), ledger.span()
    return Small(
        tuple(ledger.routes(all_counted=False)),
        tuple(ledger.shapes()),
        sets,
        tuple(SourceRow(p.path, p.format, p.lines, p.accesses, p.skipped, reasons.get(p.file, {})) for p in positions),
        {p.file: p.path for p in positions},
        None if span is None else (micros(span[0]), micros(span[1])),
    )


def _mark(ledger: EmbeddedLedger, rows: int) -> str:
    """What tells that the disclosures before a row are still the same: the last of them, and that none was ever removed since."""
    run = ledger.connection.execute
    [(kept,)] = run(_KEPT).fetchall()
    removals = run("SELECT count(*) FROM removal").fetchall() if kept else [(0,)]
    text = f"{run('FROM about').fetchall()} {removals} {rows} {run(_LAST, [rows - 1]).fetchall()}"
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
