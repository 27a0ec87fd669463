"""Clients that somebody declared to be ours: known automation, with an owner and what it may see."""

from __future__ import annotations

import datetime as dt

import msgspec
import sqlalchemy as sa

from headcount.console.state.database import Database, micro, moment
from headcount.console.state.tables import known_client


class KnownClient(msgspec.Struct, frozen=True):
    """One of them."""

    lens: str
    name: str
    owner: str
    """Who answers for it."""
    people: int | None
    """Different people that it may be shown in a day; None: nobody counts."""
    note: str
    by: str
    """Login of whoever declared it."""
    at: dt.datetime


class KnownClients:
    """Those of one store."""

    def __init__(self, database: Database) -> None:
        """`database` keeps them."""
        self._database = database

    def all(self) -> list[KnownClient]:
        """Every one, by lens and name."""
        return self._some(sa.true())

    def get(self, lens: str, name: str) -> KnownClient | None:
        """One; None where it is not declared."""
        return next(iter(self._some((known_client.c.lens == lens) & (known_client.c.name == name))), None)

    def put(self, known: KnownClient) -> None:
        """Declare one, in place of what was declared of it."""
        row = msgspec.structs.asdict(known) | {"at": micro(known.at)}
        with self._database.writing() as connection:
            _drop(connection, known.lens, known.name)
            connection.execute(known_client.insert().values(**row))

    def remove(self, lens: str, name: str) -> bool:
        """Take one back; whether it was there."""
        with self._database.writing() as connection:
            return _drop(connection, lens, name)

    def _some(self, where: sa.ColumnElement[bool]) -> list[KnownClient]:
        rows = sa.select(known_client).where(where).order_by(known_client.c.lens, known_client.c.name)
        with self._database.reading() as connection:
            return [
                KnownClient(row.lens, row.name, row.owner, row.people, row.note, row.by, moment(row.at))
                for row in connection.execute(rows)
            ]


def _drop(connection: sa.Connection, lens: str, name: str) -> bool:
    here = (known_client.c.lens == lens) & (known_client.c.name == name)
    return bool(connection.execute(known_client.delete().where(here)).rowcount)
