"""Handover: what is new in an open ledger, told to a process that looks at it, while counting goes on.

The giver reads what was committed up to one moment, and of the large tables only the rows that came since the last handover; the
taker adds these to its own (`showings`). Rows are only ever added to a ledger, or all of it is told anew: whenever something was
taken out of it, or it is another one, its mark is another one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pyarrow as pa

from headcount.errors import LedgerError
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.showings import Place, Showings

_AT_A_TIME = 1_000_000
_SMALL = ("about", "route", "agent", "caller", "client", "client_caller", "shows")
"""Tables that are told whole each time, as they are."""
_EVERY = """
SELECT caller, route, record, shows,
       ((epoch_us(shown_at) // 1000000 + 62135596800) << 24) | ((line & 65535)::BIGINT << 8) | (step + 128) AS code
FROM disclosure
"""
_NEW = {
    "disclosure": _EVERY + "WHERE rowid >= $since AND rowid < $until",
    "attempt": """
        SELECT caller, route, record, epoch_us(asked_at) AS asked_at FROM attempt WHERE rowid >= $since AND rowid < $until
    """,
    "traffic": """
        SELECT caller, sum(requests)::BIGINT AS requests, sum(errors)::BIGINT AS errors,
               epoch_us(min(first)) AS first, epoch_us(max(last)) AS last
        FROM traffic WHERE rowid >= $since AND rowid < $until GROUP BY caller
    """,
}
_COUNT = "SELECT count(*), coalesce(max(rowid) + 1, 0), count(*) FILTER (rowid >= $since) FROM {}"
_LAST = "SELECT shown_at, caller, route, record, file, line FROM disclosure WHERE rowid = ?"
_KEPT = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'removal' AND NOT temporary"
_TRAFFIC = """
INSERT INTO traffic SELECT caller, make_timestamp("first"), make_timestamp("last"), requests, errors FROM incoming
"""
_ATTEMPT = "INSERT INTO attempt SELECT make_timestamp(asked_at), caller, route, record, 0, 0 FROM incoming"


class Given(msgspec.Struct, frozen=True):
    """What a handover holds."""

    place: Place
    """To which the taker comes by it."""
    since: str
    """Mark of the place from which it goes on; empty when all is told anew, and what the taker had is of no use."""


NOTHING = Given(Place(), "")
"""Of an empty ledger."""


def give(ledger: EmbeddedLedger, known: Place, folder: Path) -> Given:
    """Write what is new since a place into files of an empty folder.

    Args:
        ledger: open; its clients are named. A connection for this alone (`EmbeddedLedger.beside`).
        known: how far the taker has come.
        folder: where to.

    Raises:
        OSError: there is no room.
    """
    run = ledger.connection.execute
    ledger.connection.begin()  # all of it as of one moment
    try:
        since = {table: known.ends.get(table, 0) for table in _NEW}
        counts = {table: run(_COUNT.format(table), {"since": since[table]}).fetchall()[0] for table in _NEW}
        rows, ends = ({table: int(count[at]) for table, count in counts.items()} for at in (0, 1))
        whole = all(rows[table] - counts[table][2] == known.rows.get(table, 0) for table in _NEW)
        anew = not whole or known.mark != _mark(ledger, since["disclosure"])
        for table in _SMALL:
            _write(ledger, f"FROM {table}", {}, folder / table)
        for table, query in _NEW.items():
            _write(ledger, query, {"since": 0 if anew else since[table], "until": ends[table]}, folder / table)
        return Given(Place(_mark(ledger, ends["disclosure"]), ends, rows), "" if anew else known.mark)
    finally:
        ledger.connection.rollback()


def disclosures(ledger: EmbeddedLedger) -> pa.RecordBatchReader:
    """All disclosures of an open ledger, as `Showings.add` takes them."""
    reader: pa.RecordBatchReader = ledger.connection.sql(_EVERY).to_arrow_reader(_AT_A_TIME)
    return reader


def take(given: Given, folder: Path, showings: Showings) -> None:
    """Add what a handover holds to what was taken before.

    Raises:
        OSError: there is no room.
        LedgerError: the taker does not stand where the handover goes on; next time it is told all.
    """
    if given.since != showings.place.mark:
        showings.clear()
    if given.since != showings.place.mark:
        raise LedgerError("what was kept of earlier looks is damaged; the next look begins anew")
    with _read(folder / "disclosure") as batches:
        showings.add(batches)
    with _read(folder / "attempt") as batches:
        showings.add_attempts(batches)
    with _read(folder / "traffic") as batches:
        showings.add_traffic(batches.read_all())
    showings.keep(given.place)


def stand_in(folder: Path, showings: Showings, ledger: EmbeddedLedger) -> None:
    """Have a new ledger in memory say all that the giver's did, but for disclosures.

    Raises:
        LedgerError: it is of another key.
    """
    run = ledger.connection.execute
    with _read(folder / "about") as batches:
        [(_, mine)], [theirs] = run("FROM about").fetchall(), batches.read_all()["key_id"].to_pylist()
        if mine != theirs:
            raise LedgerError("the ledger was written under another key; name that key with --key")
    for table in _SMALL[1:]:
        with _read(folder / table) as batches:
            _insert(ledger, batches, f"INSERT INTO {table} SELECT * FROM incoming")  # noqa: S608  # fixed names
    _insert(ledger, showings.traffic(), _TRAFFIC)
    asked = showings.asked
    for begin in range(0, asked.rows, _AT_A_TIME):
        names = ("caller", "route", "record", "asked_at")
        some = {name: asked.part(f"asked-{name}", begin, min(begin + _AT_A_TIME, asked.rows)) for name in names}
        _insert(ledger, pa.table(some), _ATTEMPT)


def _insert(ledger: EmbeddedLedger, rows: pa.Table | pa.RecordBatchReader, query: str) -> None:
    ledger.connection.register("incoming", rows)
    ledger.connection.execute(query).fetchall()
    ledger.connection.unregister("incoming")


@contextmanager
def _read(file: Path) -> Iterator[pa.RecordBatchReader]:
    with pa.OSFile(str(file), "rb") as opened, pa.ipc.open_stream(opened) as stream:
        yield stream


def _mark(ledger: EmbeddedLedger, rows: int) -> str:
    """What tells that the disclosures before a row are still the same: the last of them, and that none was ever removed since."""
    run = ledger.connection.execute
    [(kept,)] = run(_KEPT).fetchall()
    removals = run("SELECT count(*) FROM removal").fetchall() if kept else [(0,)]
    text = f"{run('FROM about').fetchall()} {removals} {rows} {run(_LAST, [rows - 1]).fetchall()}"
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _write(ledger: EmbeddedLedger, query: str, values: dict[str, int], to: Path) -> None:
    batches: pa.RecordBatchReader = ledger.connection.sql(query, params=values or None).to_arrow_reader(_AT_A_TIME)
    with pa.OSFile(str(to), "wb") as file, pa.ipc.new_stream(file, batches.schema) as stream:
        for batch in batches:
            stream.write_batch(batch)
