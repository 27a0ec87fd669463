"""What was taken out of the ledger, and why: every act leaves a row, so that a count can say that it is a lower bound."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import duckdb

from headcount.errors import LedgerError
from headcount.ledger.embedded import EmbeddedLedger

TABLES = ("disclosure", "attempt", "traffic")
"""The tables whose rows may be taken away. What files were read, and how far, is always kept."""


class Why(StrEnum):
    """The ground of a removal."""

    EXPIRED = "expired"
    """Kept as long as was asked for."""
    ERASED = "erased"
    """On request of the person whose data it was."""
    ROTATED = "rotated"
    """Nothing was removed: every record got another token."""


@dataclass(frozen=True, slots=True)
class Removal:
    """One act."""

    at: dt.datetime
    """When, UTC."""
    what: Why
    before: dt.datetime | None
    """Of `expired`: what is older than this, UTC, is gone from one of the tables at least."""
    disclosures: int
    """Rows of the table `disclosure` that it took, or renamed."""
    attempts: int
    traffic: int

    @property
    def rows(self) -> int:
        """All rows that it took, or renamed."""
        return self.disclosures + self.attempts + self.traffic


def removals(ledger: EmbeddedLedger) -> list[Removal]:
    """Every act, oldest first; of a ledger from before there were any, none."""
    run = ledger.connection.execute
    if not run("SELECT 1 FROM duckdb_tables() WHERE table_name = 'removal'").fetchall():
        return []
    rows = run(
        "SELECT removed_at, what, before, disclosures, attempts, traffic FROM removal ORDER BY removed_at, what"
    ).fetchall()
    return [Removal(_utc(at), Why(what), before and _utc(before), *counts) for at, what, before, *counts in rows]


def rows(ledger: EmbeddedLedger) -> dict[str, int]:
    """How many rows each of the `TABLES` has."""
    counts = "SELECT (SELECT count(*) FROM disclosure), (SELECT count(*) FROM attempt), (SELECT count(*) FROM traffic)"
    return dict(zip(TABLES, ledger.connection.execute(counts).fetchall()[0], strict=True))


def remove(
    ledger: EmbeddedLedger, what: Why, where: Mapping[str, tuple[str, Sequence[object]]], before: dt.datetime | None = None
) -> Removal:
    """Take rows away in one transaction, and write down how many; nothing is written where there was none to take.

    Args:
        ledger: open for writing, with nothing under way.
        what: the ground.
        where: by table, the condition in SQL and its values.
        before: as in `Removal`.
    """
    connection = ledger.connection
    counts = dict.fromkeys(TABLES, 0)
    with ledger.told(), ledger.writing:
        connection.begin()
        try:
            for table, (condition, values) in where.items():
                rows = connection.execute(f"DELETE FROM {table} WHERE {condition}", list(values)).fetchall()  # noqa: S608  # fixed names
                counts[table] = int(rows[0][0])
            removal = _written(connection.execute, what, before, counts)
            connection.commit()
        except BaseException:
            connection.rollback()
            raise
    if removal.rows:
        forget_showings(ledger)
    return removal


def showings_of(ledger: Path) -> Path:
    """The folder beside a ledger's file that `serve` keeps its showings in (see `showings`)."""
    return ledger.with_name(ledger.name + ".showings")


def board_of(ledger: Path) -> Path:
    """The folder beside a ledger's file that the console's board is kept in (see `board`)."""
    return ledger.with_name(ledger.name + ".board")


def forget_showings(ledger: EmbeddedLedger) -> None:
    """Throw away what is kept beside the ledger's file and made anew from it: it holds the tokens that were there."""
    if ledger.path is not None:
        for folder in (showings_of(ledger.path), board_of(ledger.path)):
            shutil.rmtree(folder, ignore_errors=True)


def write_down(ledger: EmbeddedLedger, what: Why, counts: Mapping[str, int]) -> Removal:
    """Add an act to the transaction under way."""
    return _written(ledger.connection.execute, what, None, counts)


def _written(
    run: Callable[..., duckdb.DuckDBPyConnection], what: Why, before: dt.datetime | None, counts: Mapping[str, int]
) -> Removal:
    at = dt.datetime.now(dt.UTC)
    removal = Removal(at, what, before, *(counts[table] for table in TABLES))
    if removal.rows:
        naive = before and before.astimezone(dt.UTC).replace(tzinfo=None)
        run("INSERT INTO removal VALUES (?, ?, ?, ?, ?, ?)", [at.replace(tzinfo=None), what, naive, *counts.values()])
    return removal


def forget_callers(ledger: EmbeddedLedger) -> int:
    """Take away who asked, where nothing that they asked is left: their addresses and names are personal data as well.

    Numbers are never given again: the last caller and the last client stay. Not while taps are counted into the ledger, since
    a running count remembers the callers that it has met.

    Returns:
        how many callers went.
    """
    run = ledger.connection.execute
    with ledger.told(), ledger.writing:
        ledger.connection.begin()
        rows = run(
            """DELETE FROM caller WHERE caller < (SELECT max(caller) FROM caller) AND caller NOT IN (
                   SELECT caller FROM disclosure UNION SELECT caller FROM attempt UNION SELECT caller FROM traffic)"""
        ).fetchall()
        run("DELETE FROM client_caller WHERE caller NOT IN (SELECT caller FROM caller)")
        run(
            """DELETE FROM client WHERE client < (SELECT max(client) FROM client)
                   AND client NOT IN (SELECT client FROM client_caller)"""
        )
        run("DELETE FROM agent WHERE agent < (SELECT max(agent) FROM agent) AND agent NOT IN (SELECT agent FROM caller)")
        ledger.connection.commit()
    return int(rows[0][0])


def rewrite(path: Path) -> tuple[int, int]:
    """Write the ledger's file anew from the rows that it has, so that nothing of those taken away is left in it.

    The new file takes the old one's place whole or not at all. The ledger may not be open.

    Returns:
        size before and after, bytes.

    Raises:
        LedgerError: there is no room, another process has it, or a process that had it was killed or had no room at its end.
    """
    draft = path.with_name(f"{path.name}.rewritten")
    log = path.with_name(f"{path.name}.wal")
    if log.exists():  # it belongs to the old file, and would be played on the new one
        raise LedgerError(f"{path} was left in the middle of something; run headcount scan or serve with it again, then this")
    draft.unlink(missing_ok=True)
    before = path.stat().st_size
    umask = os.umask(0o077)
    try:
        with duckdb.connect(":memory:") as connection:
            connection.execute(f"ATTACH {_quoted(path)} AS old (READ_ONLY)")
            connection.execute(f"ATTACH {_quoted(draft)} AS new")
            connection.execute("COPY FROM DATABASE old TO new")
            connection.execute("DETACH old")
            connection.execute("DETACH new")
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(path)
    except (duckdb.Error, OSError) as error:
        draft.unlink(missing_ok=True)
        why = "is the disk full, or does another process have it?"
        raise LedgerError(f"{path} cannot be written anew ({type(error).__name__}): {why} The old file is as it was") from error
    finally:
        os.umask(umask)
    return before, path.stat().st_size


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _utc(value: dt.datetime) -> dt.datetime:
    return value.replace(tzinfo=dt.UTC)
