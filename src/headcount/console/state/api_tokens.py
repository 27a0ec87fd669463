"""API tokens: for programs, with a scope and an end; kept by their digest."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection

import msgspec
import sqlalchemy as sa

from headcount.console.state.database import Database, micro, moment
from headcount.console.state.sessions import digest_of
from headcount.console.state.tables import api_token, user

PREFIX = "hc_"
"""By which scanners for secrets know one."""
_NOTED = dt.timedelta(seconds=60)


class ApiToken(msgspec.Struct, frozen=True):
    """One token."""

    number: int
    login: str
    """Whose: it may never do more than this user may."""
    name: str
    """What it is for."""
    scope: tuple[str, ...]
    """Permissions, as `interface.Permission`."""
    made: dt.datetime
    until: dt.datetime
    used: dt.datetime | None
    """When it was last used, to the minute."""
    role: str = ""
    """The role that its user has now; only where it is looked up to let somebody in."""


class ApiTokens:
    """Those of one store."""

    def __init__(self, database: Database) -> None:
        """`database` keeps them."""
        self._database = database

    def make(self, login: str, name: str, scope: Collection[str], now: dt.datetime, until: dt.datetime) -> str:
        """A new token, which can be read this once."""
        token = PREFIX + secrets.token_urlsafe(32)
        row = {"digest": digest_of(token), "login": login, "name": name[:100], "scope": ",".join(sorted(scope))}
        with self._database.writing() as connection:
            connection.execute(api_token.insert().values(**row, made=micro(now), until=micro(until), used=0))
        return token

    def find(self, token: str, now: dt.datetime) -> ApiToken | None:
        """The token; None where it is unknown, or over, or its user may not sign in."""
        digest = digest_of(token)
        wanted = (
            sa.select(api_token, user.c.role)
            .join(user, user.c.login == api_token.c.login)
            .where(api_token.c.digest == digest, api_token.c.until > micro(now), user.c.disabled.is_(False))
        )
        with self._database.reading() as connection:
            row = connection.execute(wanted).one_or_none()
        if row is None:
            return None
        if micro(now) - row.used > _NOTED // dt.timedelta(microseconds=1):
            with self._database.writing() as connection:
                connection.execute(api_token.update().where(api_token.c.digest == digest).values(used=micro(now)))
        return _token(row, row.role)

    def all(self, login: str = "") -> list[ApiToken]:
        """Every token, or those of one user, newest first; also those that are over."""
        rows = sa.select(api_token).where(api_token.c.login == login if login else sa.true())
        with self._database.reading() as connection:
            return [_token(row) for row in connection.execute(rows.order_by(api_token.c.number.desc()))]

    def end(self, number: int, login: str = "") -> ApiToken | None:
        """Take one back; with `login` only one of this user. None where there is none."""
        here = (api_token.c.number == number) & (api_token.c.login == login if login else sa.true())
        with self._database.writing() as connection:
            row = connection.execute(sa.select(api_token).where(here)).one_or_none()
            connection.execute(api_token.delete().where(here))
        return _token(row) if row else None


def _token(row: sa.Row[tuple[object, ...]], role: str = "") -> ApiToken:
    return ApiToken(
        row.number,
        row.login,
        row.name,
        tuple(filter(None, row.scope.split(","))),
        moment(row.made),
        moment(row.until),
        moment(row.used) if row.used else None,
        role,
    )
