"""What people wrote down about clients."""

from __future__ import annotations

import datetime as dt

import msgspec
import sqlalchemy as sa

from headcount.console.state.database import Database, micro, moment
from headcount.console.state.tables import note


class Note(msgspec.Struct, frozen=True):
    """One note on one client."""

    number: int
    text: str
    by: str
    at: dt.datetime


class Notes:
    """Those of one store."""

    def __init__(self, database: Database) -> None:
        """`database` keeps them."""
        self._database = database

    def of(self, lens: str, name: str) -> list[Note]:
        """Those on a client, newest first."""
        rows = sa.select(note).where(note.c.lens == lens, note.c.name == name).order_by(note.c.number.desc())
        with self._database.reading() as connection:
            return [Note(row.number, row.text, row.by, moment(row.at)) for row in connection.execute(rows)]

    def add(self, lens: str, name: str, text: str, by: str, at: dt.datetime) -> None:
        """Write one. Not for a person's data."""
        with self._database.writing() as connection:
            connection.execute(note.insert().values(lens=lens, name=name, text=text, by=by, at=micro(at)))

    def remove(self, number: int) -> bool:
        """Take one away; whether it was there."""
        with self._database.writing() as connection:
            return bool(connection.execute(note.delete().where(note.c.number == number)).rowcount)
