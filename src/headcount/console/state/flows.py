"""Sign-ins at a provider that were begun: what the browser must come back with."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from headcount.console.state.database import Database, micro
from headcount.console.state.sessions import digest_of
from headcount.console.state.tables import flow

MOST = 10_000
"""So many may be under way at once; anybody can begin one, so that the oldest make room."""


class Flows:
    """Those of one store."""

    def __init__(self, database: Database) -> None:
        """`database` keeps them."""
        self._database = database

    def keep(self, secret: str, text: str, now: dt.datetime, until: dt.datetime) -> None:
        """Keep what belongs to a browser that has this secret, until then; those that are over go."""
        with self._database.writing() as connection:
            connection.execute(flow.delete().where(flow.c.until <= micro(now)))
            newest = sa.select(flow.c.digest).order_by(flow.c.until.desc()).limit(MOST - 1)
            if (connection.scalar(sa.select(sa.func.count()).select_from(flow)) or 0) >= MOST:
                connection.execute(flow.delete().where(flow.c.digest.not_in(newest)))
            connection.execute(flow.insert().values(digest=digest_of(secret), text=text, until=micro(until)))

    def take(self, secret: str, now: dt.datetime) -> str:
        """What was kept, which goes; empty where there is nothing, or it is over."""
        here = flow.c.digest == digest_of(secret)
        with self._database.writing() as connection:
            text = connection.scalar(sa.select(flow.c.text).where(here, flow.c.until > micro(now)))
            gone = connection.execute(flow.delete().where(here)).rowcount
        return text or "" if gone else ""
