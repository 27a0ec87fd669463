"""One-time links: to set up the first admin, to accept an invitation, to get back in, to sign in from the terminal."""

from __future__ import annotations

import datetime as dt
import secrets

import msgspec
import sqlalchemy as sa

from headcount.console.state.database import Database, micro
from headcount.console.state.sessions import digest_of
from headcount.console.state.tables import link, user

SET_UP, INVITE, SIGN_IN = "set_up", "invite", "sign_in"
"""What a link is for: the first admin; a user who chooses a password (new, or locked out); a session at the terminal."""


class Link(msgspec.Struct, frozen=True):
    """One link that was not used."""

    purpose: str
    login: str
    """For whom; empty: whoever uses it names themselves."""
    role: str


class Links:
    """Those of one store."""

    def __init__(self, database: Database) -> None:
        """`database` keeps them."""
        self._database = database

    def make(self, purpose: str, login: str, role: str, now: dt.datetime, until: dt.datetime) -> str:
        """A new one; its secret of 256 bits, which can be read this once. Earlier ones of the same purpose and login go."""
        secret = secrets.token_urlsafe(32)
        with self._database.writing() as connection:
            connection.execute(
                link.delete().where((link.c.until <= micro(now)) | ((link.c.purpose == purpose) & (link.c.login == login)))
            )
            row = {"digest": digest_of(secret), "purpose": purpose, "login": login, "role": role, "until": micro(until)}
            connection.execute(link.insert().values(**row))
        return secret

    def find(self, secret: str, now: dt.datetime) -> Link | None:
        """The link of a secret; None where it was used, is over, or never was."""
        with self._database.reading() as connection:
            return self._found(connection, secret, now)

    def take(self, secret: str, now: dt.datetime) -> Link | None:
        """The same, and use it up: only one of several who come at once gets it."""
        with self._database.writing() as connection:
            found = self._found(connection, secret, now)
            gone = connection.execute(link.delete().where(link.c.digest == digest_of(secret))).rowcount
            return found if gone else None

    def nobody(self) -> bool:
        """Whether there is no user at all yet."""
        with self._database.reading() as connection:
            return not connection.scalar(sa.select(sa.func.count()).select_from(user))

    @staticmethod
    def _found(connection: sa.Connection, secret: str, now: dt.datetime) -> Link | None:
        here = (link.c.digest == digest_of(secret)) & (link.c.until > micro(now))
        row = connection.execute(sa.select(link).where(here)).one_or_none()
        return Link(row.purpose, row.login, row.role) if row else None
