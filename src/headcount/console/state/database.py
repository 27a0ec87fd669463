"""The console's database: SQLite in a file of its own, or PostgreSQL by URL; transactions, and migrations when it is opened."""

from __future__ import annotations

import datetime as dt
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from headcount.console.state import tables
from headcount.errors import LedgerError
from headcount.incident.chain import NOTHING

_VERSIONS = "console_version"
"""Table in which Alembic keeps the version."""
_PATIENCE = 30
"""Seconds that a writer waits for the one before it."""


class Database:
    """Any thread and any process may come."""

    def __init__(self, place: str) -> None:
        """Open the store at an SQLAlchemy URL, or in a file of its own; a new one is made, an old one brought up to date.

        Raises:
            LedgerError: it cannot be opened, or is of a newer headcount.
        """
        file = None if "://" in place else Path(place)
        try:
            if file is not None:
                os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
            self._engine = sa.create_engine(f"sqlite:///{file}" if file is not None else place, pool_pre_ping=file is None)
            if self._engine.dialect.name == "sqlite":
                sa.event.listen(self._engine, "connect", _by_hand)
                sa.event.listen(self._engine, "begin", _begin)
            with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
                _migrate(connection)
                self.name = _name(connection)
                """The store's own name, which another store never has."""
        except CommandError as error:
            raise LedgerError("the console's store is of a newer headcount; run that one, or name another store") from error
        except (SQLAlchemyError, OSError, ImportError) as error:
            raise LedgerError(f"the console's store cannot be opened ({type(error).__name__}); see [console] store") from error

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """One transaction: all of what is written in it lasts, or nothing.

        Raises:
            LedgerError: it cannot be written now.
            IntegrityError: a row of that key is there already, by somebody else at the same time.
        """
        try:
            with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
                yield connection
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            raise LedgerError(f"the console's store cannot be written ({type(error).__name__}); see [console] store") from error

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Everything as it was at one moment.

        Raises:
            LedgerError: it cannot be read now.
        """
        level = {} if self._engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        try:
            with self._engine.connect().execution_options(**level) as connection, connection.begin():
                yield connection
        except SQLAlchemyError as error:
            raise LedgerError(f"the console's store cannot be read ({type(error).__name__}); see [console] store") from error

    def close(self) -> None:
        """Let go of it."""
        self._engine.dispose()


def micro(moment: dt.datetime) -> int:
    """A moment as the store has it: microseconds since 1970 UTC."""
    return (moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)


def moment(micros: int) -> dt.datetime:
    """The moment that the store has as `micros`, UTC."""
    return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=micros)


def _migrate(connection: sa.Connection) -> None:
    """Bring the tables up to date, whoever else does so at the same time."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext('headcount_console'))"))
    folder = str(files("headcount.console.state").joinpath("migrations"))
    script = ScriptDirectory(folder, version_locations=[folder])
    config = Config()

    def upgrade(revision: object, _: object) -> object:
        return script._upgrade_revs("head", revision)  # type: ignore[arg-type]  # noqa: SLF001  # as alembic.command.upgrade does it

    with EnvironmentContext(config, script, fn=upgrade) as environment:
        environment.configure(connection=connection, target_metadata=tables.TABLES, version_table=_VERSIONS)
        environment.run_migrations()


def _name(connection: sa.Connection) -> str:
    name: str | None = connection.scalar(sa.select(tables.about.c.store))
    if name is None:
        name = secrets.token_hex(8)
        connection.execute(tables.about.insert().values(store=name, entries=0, digest=NOTHING))
    return name


def _by_hand(connection: sa.engine.interfaces.DBAPIConnection, _: object) -> None:
    """Of SQLite: transactions begin when we say so, readers do not wait for the writer, and what is committed is on the disk."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_PATIENCE * 1000}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    """Of SQLite: who writes says so at once, since two that read first and then write could not both go on."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")
