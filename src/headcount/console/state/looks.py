"""Looks of the console's users that wait for the ledger."""

from __future__ import annotations

import datetime as dt

import msgspec
import sqlalchemy as sa

from headcount.console.state.database import Database, moment
from headcount.console.state.tables import log, look


class Look(msgspec.Struct, frozen=True):
    """One look at one client or person."""

    entry: int
    """Number of its entry in the log; looks come in this order."""
    at: dt.datetime
    login: str
    what: str
    """`client` or `person`."""
    seen: str
    """`lens:name`, or the person's token in hex."""
    route: str
    """The page or endpoint."""


class Looks:
    """Those of one store."""

    def __init__(self, database: Database) -> None:
        """`database` keeps them."""
        self._database = database

    @property
    def store(self) -> str:
        """Name of the store: numbers of entries mean something within it only."""
        return self._database.name

    def pending(self, after: int, limit: int = 10_000) -> list[Look]:
        """The first that came after entry `after`."""
        rows = sa.select(look).where(look.c.entry > after).order_by(look.c.entry).limit(limit)
        with self._database.reading() as connection:
            return [Look(row.entry, moment(row.at), row.login, row.what, row.seen, row.route) for row in connection.execute(rows)]

    def digest(self, entry: int) -> str:
        """The digest of an entry of the log; empty where there is none."""
        with self._database.reading() as connection:
            return connection.scalar(sa.select(log.c.digest).where(log.c.entry == entry)) or ""

    def settled(self, until: int) -> None:
        """Forget those up to entry `until`: the ledger has them."""
        with self._database.writing() as connection:
            connection.execute(look.delete().where(look.c.entry <= until))
