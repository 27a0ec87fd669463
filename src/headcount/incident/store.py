"""The store of incidents: as they stand, and the log of every change; SQLite, or any database that SQLAlchemy knows."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from headcount.errors import LedgerError
from headcount.incident.chain import NOTHING, breaks, linked, standing
from headcount.incident.signals import name_of
from headcount.model.incident import Change, ClientName, Incident, State

VERSION = 1
"""Of the tables below. A store of another version is not touched."""
_PATIENCE = 60
"""Seconds that a writer waits for the one before it."""
_ASKED = 500
"""So many clients are looked up in one query."""
_tables = sa.MetaData()
_about = sa.Table(
    "headcount_incidents",
    _tables,
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("entries", sa.BigInteger, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
)
"""One row: the newest entry of the log. Who writes holds it, so that entries come one after the other."""
_incident = sa.Table(
    "incident",
    _tables,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("incident", sa.Text, nullable=False),
)
"""Each incident as it stands, whole as JSON."""
_client = sa.Table(
    "incident_client",
    _tables,
    sa.Column("lens", sa.String(16), primary_key=True),
    sa.Column("name", sa.String(512), primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
)
"""Which incidents a client is in, or what its clients share; of names the first 512 characters."""
_log = sa.Table(
    "incident_log",
    _tables,
    sa.Column("entry", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("incident", sa.BigInteger, nullable=False, index=True),
    sa.Column("at", sa.String(40), nullable=False),
    sa.Column("by", sa.String(256), nullable=False),
    sa.Column("what", sa.String(32), nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("previous", sa.String(64), nullable=False, unique=True),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("standing", sa.String(64), nullable=False),
)
"""Rows are only added; two can never follow the same one."""


class Writing:
    """One transaction that writes. No other one is under way."""

    def __init__(self, database: sa.Connection) -> None:
        """Wait for the writer before."""
        self._database = database
        row = database.execute(sa.select(_about.c.entries, _about.c.digest).with_for_update()).one()
        self._entries, self._digest = row

    def among(self, states: Collection[State]) -> list[Incident]:
        """The incidents in these states, by number."""
        return _read(self._database, _incident.c.state.in_([str(state) for state in states]))

    def numbered(self, number: int) -> Incident | None:
        """The incident of this number."""
        return next(iter(_read(self._database, _incident.c.number == number)), None)

    def of_clients(self, clients: Sequence[ClientName]) -> list[Incident]:
        """Every incident that one of these clients is in, or whose clients share one of these traits, by number."""
        numbers: set[int] = set()
        for start in range(0, len(clients), _ASKED):
            keys = [_key(client) for client in clients[start : start + _ASKED]]
            here = sa.tuple_(_client.c.lens, _client.c.name).in_(keys)
            numbers.update(self._database.scalars(sa.select(_client.c.number).where(here)))
        return _read(self._database, _incident.c.number.in_(sorted(numbers)))

    def next_number(self) -> int:
        """A number that no incident ever had: none is ever deleted."""
        return (self._database.scalar(sa.select(sa.func.max(_incident.c.number))) or 0) + 1

    def put(self, incident: Incident) -> None:
        """Keep an incident as it stands now."""
        run, number = self._database.execute, incident.number
        run(_incident.delete().where(_incident.c.number == number))
        run(_incident.insert().values(number=number, state=str(incident.state), incident=msgspec.json.encode(incident).decode()))
        known = set(map(tuple, run(sa.select(_client.c.lens, _client.c.name).where(_client.c.number == number))))
        named = {*incident.clients, *map(name_of, incident.signals)}
        fresh = sorted({_key(client) for client in named} - known)
        if fresh:
            run(_client.insert(), [{"lens": lens, "name": name, "number": number} for lens, name in fresh])

    def enter(self, incident: Incident, at: dt.datetime, by: str, what: str, detail: str) -> Change:
        """Add an entry to the log about an incident, which was `put` as it stands after it."""
        before = Change(0, self._entries, at, "", "", "", "", self._digest) if self._entries else None
        change = linked(before, Change(incident.number, 0, at, by[:256], what, detail, "", "", standing(incident)))
        row = {**msgspec.structs.asdict(change), "at": change.at.isoformat(timespec="microseconds")}
        self._database.execute(_log.insert().values(**row))
        self._database.execute(_about.update().values(entries=change.entry, digest=change.digest))
        self._entries, self._digest = change.entry, change.digest
        return change


class IncidentStore:
    """Keeps incidents and their log in a database. Any thread and any process may come."""

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
                sa.event.listen(self._engine, "connect", _by_hand)
                sa.event.listen(self._engine, "begin", _begin)
            version = self._prepare()
        except (SQLAlchemyError, OSError, ImportError) as error:
            raise LedgerError(
                f"the store of incidents cannot be opened ({type(error).__name__}); see [incidents] store"
            ) from error
        if version != VERSION:
            self.close()
            raise LedgerError(f"the store of incidents has version {version}, this headcount reads {VERSION}")

    def _prepare(self) -> int:
        """Make the tables of a new store, whoever else does so at the same time; the version of what there is."""
        with self._engine.connect().execution_options(writes=True) as database, database.begin():
            if self._engine.dialect.name == "postgresql":
                database.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext('headcount_incidents'))"))
            _tables.create_all(database)
            version = database.scalar(sa.select(_about.c.version))
            if version is None:
                database.execute(_about.insert().values(version=VERSION, entries=0, digest=NOTHING))
        return version or VERSION

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """One transaction: all of what is written in it lasts, or nothing.

        Raises:
            LedgerError: it cannot be written now.
        """
        try:
            with self._engine.connect().execution_options(writes=True) as database, database.begin():
                yield Writing(database)
        except SQLAlchemyError as error:
            raise LedgerError(f"incidents cannot be kept ({type(error).__name__}); see [incidents] store") from error

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        """Everything as it was at one moment."""
        level = {} if self._engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        try:
            with self._engine.connect().execution_options(**level) as database, database.begin():
                yield database
        except SQLAlchemyError as error:
            raise LedgerError(f"incidents cannot be read ({type(error).__name__}); see [incidents] store") from error

    def incidents(self, states: Collection[State]) -> list[Incident]:
        """Those in these states, by number.

        Raises:
            LedgerError: they cannot be read.
        """
        with self._reading() as database:
            return _read(database, _incident.c.state.in_([str(state) for state in states]))

    def numbered(self, number: int) -> Incident | None:
        """The incident of this number; None where there is none.

        Raises:
            LedgerError: it cannot be read.
        """
        with self._reading() as database:
            return next(iter(_read(database, _incident.c.number == number)), None)

    def of_client(self, client: ClientName) -> list[Incident]:
        """Every incident that a client is in, or whose clients share this trait, by number.

        Raises:
            LedgerError: they cannot be read.
        """
        lens, name = _key(client)
        numbers = sa.select(_client.c.number).where(_client.c.lens == lens, _client.c.name == name)
        with self._reading() as database:
            return [one for one in _read(database, _incident.c.number.in_(numbers)) if not one.part_of]

    def ends(self, states: Collection[State], limit: int) -> list[Incident]:
        """So many of the highest numbers in these states and so many of the lowest, by number, each once.

        Raises:
            LedgerError: they cannot be read.
        """
        of_state = sa.select(_incident.c.number).where(_incident.c.state.in_([str(state) for state in states])).limit(limit)
        newest = _incident.c.number.in_(of_state.order_by(_incident.c.number.desc()))
        oldest = _incident.c.number.in_(of_state.order_by(_incident.c.number))
        with self._reading() as database:
            return _read(database, newest | oldest)

    def counts(self) -> dict[State, int]:
        """How many are in each state; states that none is in are left out.

        Raises:
            LedgerError: they cannot be read.
        """
        with self._reading() as database:
            rows = database.execute(sa.select(_incident.c.state, sa.func.count()).group_by(_incident.c.state))
            return {State(state): count for state, count in rows}

    def changes(self, number: int | None = None) -> list[Change]:
        """The log, or its entries on one incident, oldest first.

        Raises:
            LedgerError: it cannot be read.
        """
        with self._reading() as database:
            return _changes(database, _log.c.incident == number if number is not None else sa.true())

    def entries(self) -> int:
        """How many entries the log has.

        Raises:
            LedgerError: it cannot be read.
        """
        with self._reading() as database:
            return int(database.execute(sa.select(_about.c.entries)).scalar_one())

    def problems(self) -> list[str]:
        """What is not as it was written, one sentence each; empty when all is.

        Raises:
            LedgerError: the store cannot be read at all.
        """
        with self._reading() as database:
            try:
                changes, incidents = _changes(database, sa.true()), _read(database, sa.true())
            except LedgerError as error:
                return [str(error)]
            entries, digest = database.execute(sa.select(_about.c.entries, _about.c.digest)).one()
        found = list(breaks(changes))
        newest = changes[-1].digest if changes else NOTHING
        if (len(changes), newest) != (entries, digest):
            found.append(f"the log ends at entry {len(changes)}, and {entries} were written")
        stood = {change.incident: change.standing for change in changes}
        found += [
            f"incident {one.number} is not as its last entry left it"
            for one in incidents
            if stood.get(one.number) != standing(one)
        ]
        gone = sorted(stood.keys() - {one.number for one in incidents})
        return found + [f"incident {number} is in the log, and is gone" for number in gone]

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


def _key(client: ClientName) -> tuple[str, str]:
    return client.lens[:16], client.name[:512]


def _read(database: sa.Connection, where: sa.ColumnElement[bool]) -> list[Incident]:
    rows = database.execute(sa.select(_incident.c.number, _incident.c.incident).where(where).order_by(_incident.c.number))
    return [_decoded(number, text) for number, text in rows]


def _decoded(number: int, text: str) -> Incident:
    try:
        return msgspec.json.decode(text, type=Incident)
    except msgspec.MsgspecError as error:
        raise LedgerError(_damaged(f"incident {number}")) from error


def _changes(database: sa.Connection, where: sa.ColumnElement[bool]) -> list[Change]:
    names = [_log.c[name] for name in Change.__struct_fields__]
    rows = database.execute(sa.select(*names).where(where).order_by(_log.c.entry))
    return [_entry(dict(row)) for row in rows.mappings()]


def _entry(row: dict[str, Any]) -> Change:
    try:
        return Change(**{**row, "at": dt.datetime.fromisoformat(row["at"]).astimezone(dt.UTC)})
    except (TypeError, ValueError) as error:
        raise LedgerError(_damaged(f"entry {row['entry']} of the log")) from error


def _damaged(what: str) -> str:
    return f"{what} is damaged; restore the store of incidents from a copy"


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
