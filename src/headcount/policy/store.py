"""The store: verdicts that outlive the process, who set and lifted them, and which findings were told.

SQLite, or any database that SQLAlchemy knows.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from headcount.errors import LedgerError
from headcount.model.verdict import Verdict
from headcount.policy.docket import PERSON

VERSION = 1
"""Of the tables below. A store of another version is not touched."""
_tables = sa.MetaData()
_about = sa.Table("headcount_policy", _tables, sa.Column("version", sa.Integer, primary_key=True))
_verdict = sa.Table(
    "verdict",
    _tables,
    sa.Column("lens", sa.String(16), primary_key=True),
    sa.Column("client", sa.String(512), primary_key=True),
    sa.Column("ground", sa.String(256), primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False, index=True),
    sa.Column("until", sa.BigInteger, nullable=False),
    sa.Column("verdict", sa.Text, nullable=False),
)
"""The verdict that stands on each ground, whole as JSON."""
_history = sa.Table(
    "verdict_history",
    _tables,
    sa.Column("entry", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("number", sa.BigInteger, nullable=False, index=True),
    sa.Column("change", sa.String(8), nullable=False),
    sa.Column("by", sa.String(256), nullable=False),
    sa.Column("verdict", sa.Text, nullable=False),
)
"""Every verdict that was ever set or lifted, by whom; rows are only added."""

_told = sa.Table(
    "told_finding",
    _tables,
    sa.Column("entry", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("mark", sa.String(64), nullable=False, unique=True),
)
"""Findings that people have heard of, by a digest of each; a store from before this table gets it when it is opened."""
MOST_TOLD = 100_000
_IN_ORDER = 0x6865616463
"""PostgreSQL's advisory lock of whoever adds to the history."""


class Change(msgspec.Struct, frozen=True):
    """One entry of the history."""

    verdict: Verdict
    """As it stood from then on."""
    change: str
    """`set` or `lifted`."""
    by: str
    """What did it: the name of a rule, `budget:NAME`, a login, or `person` where no login is known. Only a person lifts."""


class VerdictStore:
    """Keeps verdicts in a database."""

    def __init__(self, url: str) -> None:
        """Open the store at an SQLAlchemy URL, or in a file of its own; a new one is made.

        Raises:
            LedgerError: it cannot be opened, or is of another version.
        """
        file = None if "://" in url else Path(url)
        try:
            if file is not None:
                os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
            self._engine = sa.create_engine(f"sqlite:///{file}" if file is not None else url)
            if self._engine.dialect.name == "sqlite":
                sa.event.listen(self._engine, "connect", _durable)
            with self._engine.begin() as database:
                _tables.create_all(database)
                version = database.scalar(sa.select(_about.c.version))
                if version is None:
                    database.execute(_about.insert().values(version=VERSION))
        except (SQLAlchemyError, OSError, ImportError) as error:
            raise LedgerError(f"the store of verdicts cannot be opened ({type(error).__name__}); see [policy] store") from error
        if version not in (None, VERSION):
            raise LedgerError(f"the store of verdicts has version {version}, this headcount reads {VERSION}")

    def keep(self, verdicts: Sequence[Verdict], by: Mapping[int, str] = MappingProxyType({})) -> None:
        """Keep these, all or none, each in place of the client's earlier one on the same ground, and add them to the history.

        Args:
            verdicts: as they stand now.
            by: who set or lifted those that a person did, by number of the verdict.

        Raises:
            LedgerError: they cannot be written now.
        """
        try:
            with self._engine.begin() as database:
                if self._engine.dialect.name == "postgresql":  # entries are to be seen in their order (`news`)
                    database.execute(sa.select(sa.func.pg_advisory_xact_lock(_IN_ORDER)))
                for verdict in verdicts:
                    _enter(database, verdict, by.get(verdict.number, ""))
        except SQLAlchemyError as error:
            raise LedgerError(f"verdicts cannot be kept ({type(error).__name__}); see [policy] store") from error

    def kept(self) -> list[Verdict]:
        """Every verdict that has not ended, lifted ones included, by number; and the newest one, so that numbers go on rising.

        Raises:
            LedgerError: they cannot be read.
        """
        newest = sa.select(sa.func.max(_history.c.number)).scalar_subquery()
        rows = sa.select(_verdict.c.verdict).where((_verdict.c.until > time.time_ns() // 1000) | (_verdict.c.number == newest))
        try:
            with self._engine.connect() as database:
                return [msgspec.json.decode(text, type=Verdict) for text in database.scalars(rows.order_by(_verdict.c.number))]
        except SQLAlchemyError as error:
            raise LedgerError(f"kept verdicts cannot be read ({type(error).__name__}); see [policy] store") from error

    def history(self, lens: str = "", client: str = "") -> Sequence[Change]:
        """What happened, oldest first: to everybody, or to one client."""
        named = _history.c.verdict.contains(msgspec.json.encode(client).decode(), autoescape=True) if client else sa.true()
        wanted = sa.select(_history.c.verdict, _history.c.change, _history.c.by).where(named).order_by(_history.c.entry)
        with self._engine.connect() as database:
            rows = database.execute(wanted)
            changes = [Change(msgspec.json.decode(text, type=Verdict), change, by) for text, change, by in rows]
        return [one for one in changes if not client or (one.verdict.lens, one.verdict.client) == (lens, client)]

    def news(self, after: int, most: int = 1000) -> list[tuple[int, Change]]:
        """Entries of the history with a higher number, in their order, so many at most: what other processes have entered, too.

        Raises:
            LedgerError: they cannot be read.
        """
        columns = _history.c.entry, _history.c.verdict, _history.c.change, _history.c.by
        wanted = sa.select(*columns).where(_history.c.entry > after).order_by(_history.c.entry).limit(most)
        try:
            with self._engine.connect() as database:
                rows = database.execute(wanted).all()
        except SQLAlchemyError as error:
            raise LedgerError(f"kept verdicts cannot be read ({type(error).__name__}); see [policy] store") from error
        return [(entry, Change(msgspec.json.decode(text, type=Verdict), change, by)) for entry, text, change, by in rows]

    def newest(self) -> int:
        """Number of the history's newest entry; 0 before the first.

        Raises:
            LedgerError: it cannot be read.
        """
        try:
            with self._engine.connect() as database:
                return database.scalar(sa.select(sa.func.max(_history.c.entry))) or 0
        except SQLAlchemyError as error:
            raise LedgerError(f"kept verdicts cannot be read ({type(error).__name__}); see [policy] store") from error

    def told(self) -> list[str]:
        """Marks of the last findings that were told, oldest first.

        Raises:
            LedgerError: they cannot be read.
        """
        newest = sa.select(_told.c.entry, _told.c.mark).order_by(_told.c.entry.desc()).limit(MOST_TOLD)
        try:
            with self._engine.connect() as database:
                return [mark for _, mark in reversed(database.execute(newest).all())]
        except SQLAlchemyError as error:
            raise LedgerError(f"what was told cannot be read ({type(error).__name__}); see [policy] store") from error

    def tell(self, marks: Sequence[str]) -> None:
        """Keep marks of findings that were told, and forget those beyond the last `MOST_TOLD`.

        Raises:
            LedgerError: they cannot be written now.
        """
        try:
            with self._engine.begin() as database:
                for start in range(0, len(marks), 500):
                    some = list(dict.fromkeys(marks[start : start + 500]))
                    known = set(database.scalars(sa.select(_told.c.mark).where(_told.c.mark.in_(some))))
                    if fresh := [{"mark": mark} for mark in some if mark not in known]:
                        database.execute(_told.insert(), fresh)
                newest = sa.select(sa.func.max(_told.c.entry)).scalar_subquery()
                database.execute(_told.delete().where(_told.c.entry <= newest - MOST_TOLD))
        except SQLAlchemyError as error:
            raise LedgerError(f"what was told cannot be kept ({type(error).__name__}); see [policy] store") from error

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


def _enter(database: sa.Connection, verdict: Verdict, who: str) -> None:
    ground, text = verdict.rule or verdict.reason, msgspec.json.encode(verdict).decode()
    here = (_verdict.c.lens == verdict.lens) & (_verdict.c.client == verdict.client) & (_verdict.c.ground == ground)
    stands = database.scalar(sa.select(_verdict.c.verdict).where(here))
    if stands and msgspec.structs.replace(msgspec.json.decode(stands, type=Verdict), number=verdict.number) == verdict:
        return  # another process has heard of it, and says it again
    database.execute(_verdict.delete().where(here))
    database.execute(
        _verdict.insert().values(
            lens=verdict.lens, client=verdict.client, ground=ground, number=verdict.number, until=verdict.until, verdict=text
        )
    )
    change, by = ("lifted", who or PERSON) if verdict.lifted else ("set", who or ground)
    database.execute(_history.insert().values(number=verdict.number, change=change, by=by[:256], verdict=text))


def _durable(connection: sa.engine.interfaces.DBAPIConnection, _: object) -> None:
    """Of SQLite: readers do not wait for the writer, and what is committed survives a crash of the process."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()
