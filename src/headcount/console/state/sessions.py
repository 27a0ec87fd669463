"""Sessions: kept by the digest of what stands in the cookie, so that nobody who reads the store can use one."""

from __future__ import annotations

import datetime as dt
from hashlib import sha256
from typing import Any

import msgspec
import sqlalchemy as sa

from headcount.console.state.database import Database, micro, moment
from headcount.console.state.tables import session, user

_NOTED = dt.timedelta(seconds=60)
"""How exactly it is noted when a session was last used: each note is a write."""


class Session(msgspec.Struct, frozen=True):
    """One session."""

    digest: str
    """SHA-256 of its secret, in hex."""
    login: str
    role: str
    """As `interface.Role`."""
    stage: str
    """`full`; `code`: the password was right, the second factor is to come; `enrol`: a second factor must be set up first."""
    made: dt.datetime
    used: dt.datetime
    until: dt.datetime
    """When it ends at the latest."""
    address: str
    agent: str
    terminal: bool = False
    """Whether it is of somebody at the terminal, by a link that is printed there: no user's, whatever it is called."""


class Sessions:
    """Those of one store."""

    def __init__(self, database: Database) -> None:
        """`database` keeps them."""
        self._database = database

    def begin(
        self,
        secret: str,
        login: str,
        now: dt.datetime,
        until: dt.datetime,
        stage: str = "full",
        role: str = "",
        address: str = "",
        agent: str = "",
    ) -> Session:
        """Begin one. With `role` it is of somebody at the terminal, who need not be a user, and is never more than that role."""
        made = Session(digest_of(secret), login, role, stage, now, now, until, address[:64], agent[:200], bool(role))
        with self._database.writing() as connection:
            connection.execute(session.delete().where(session.c.until <= micro(now)))
            connection.execute(session.insert().values(**_row(made)))
        return made

    def find(self, secret: str, now: dt.datetime, idle: dt.timedelta, *, used: bool = True) -> Session | None:
        """The session of a secret, with the role that its user has now; None where it ended, or its user may not sign in.

        Unless `used`, it is not used by this: it ends as if nobody had asked.
        """
        digest = digest_of(secret)
        wanted = (
            sa.select(session, user.c.role.label("user_role"), user.c.disabled)
            .outerjoin(user, user.c.login == session.c.login)
            .where(session.c.digest == digest)
        )
        with self._database.reading() as connection:
            row = connection.execute(wanted).one_or_none()
        if row is None or not row.used > micro(now - idle) or not row.until > micro(now):
            return None
        if not row.role and (row.user_role is None or row.disabled):
            return None
        found = _session(row, row.role or row.user_role)
        if used and now - found.used > _NOTED:
            with self._database.writing() as connection:
                connection.execute(session.update().where(session.c.digest == digest).values(used=micro(now)))
        return found

    def of(self, login: str, now: dt.datetime, idle: dt.timedelta) -> list[Session]:
        """A user's sessions that have not ended, last used first."""
        here = (session.c.login == login) & (session.c.until > micro(now)) & (session.c.used > micro(now - idle))
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(session).where(here).order_by(session.c.used.desc())).all()
        return [_session(row, row.role) for row in rows]

    def end(self, login: str, digest: str) -> None:
        """End one of a user's sessions."""
        with self._database.writing() as connection:
            connection.execute(session.delete().where(session.c.login == login, session.c.digest == digest))

    def end_others(self, login: str, keep: str = "") -> None:
        """End all of a user's sessions but the one with the digest `keep`."""
        with self._database.writing() as connection:
            connection.execute(session.delete().where(session.c.login == login, session.c.digest != keep))


def digest_of(secret: str) -> str:
    """SHA-256 in hex. Secrets here are random and long, so that a slow hash would add nothing."""
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def _session(row: sa.Row[Any], role: str) -> Session:
    made, used, until = moment(row.made), moment(row.used), moment(row.until)
    return Session(row.digest, row.login, role, row.stage, made, used, until, row.address, row.agent, bool(row.role))


def _row(made: Session) -> dict[str, object]:
    told = {name: value for name, value in msgspec.structs.asdict(made).items() if name != "terminal"}
    return told | {name: micro(getattr(made, name)) for name in ("made", "used", "until")}
