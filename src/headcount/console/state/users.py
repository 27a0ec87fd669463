"""Users: who may sign in, and as what. Whatever changes what somebody may do ends their sessions in the same transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from headcount.console.state.database import Database, micro, moment
from headcount.console.state.tables import about, api_token, link, session, user
from headcount.console.words import N_
from headcount.errors import UsageError

LONGEST = 64
"""Characters of a login."""
NO_LOGIN = N_("A login has 1 to 64 characters, without :, / and spaces around it; headcount, . and .. are none.")
TAKEN = N_("There is already a user of this name.")
_RESERVED = frozenset({"headcount", ".", ".."})
"""What the log calls headcount itself, and what is no part of a path (RFC 3986, 5.2.4)."""
_NO_ADMIN = N_("Nobody would be left who administers; make somebody else an admin first.")


class User(msgspec.Struct, frozen=True):
    """One user."""

    login: str
    role: str
    """As `interface.Role`."""
    password: str = ""
    """Argon2id hash (RFC 9106); empty: none, they were invited, or sign in by OpenID Connect only."""
    totp: str = ""
    """Secret of the second factor in Base32; empty: none."""
    totp_asked: str = ""
    """A secret that was shown and not confirmed yet."""
    totp_used: int = 0
    """Number of the last time step that a code was taken for: none is taken twice (RFC 6238, 5.2)."""
    recovery: tuple[str, ...] = ()
    """Digests of the recovery codes that were not used."""
    subject: str = ""
    """Issuer and subject at the OpenID Connect provider; empty: a user of this console."""
    disabled: bool = False
    made: dt.datetime = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    seen: dt.datetime | None = None
    """When they last signed in."""


class Users:
    """Those of one store."""

    def __init__(self, database: Database) -> None:
        """`database` keeps them."""
        self._database = database

    def all(self) -> list[User]:
        """Every user, by login."""
        with self._database.reading() as connection:
            return [_user(row) for row in connection.execute(sa.select(user).order_by(user.c.login))]

    def named(self, login: str) -> User | None:
        """The user with a login; None where there is none."""
        return self._one(user.c.login == login)

    def of_subject(self, subject: str) -> User | None:
        """The user that an OpenID Connect provider calls so."""
        return self._one(user.c.subject == subject) if subject else None

    def add(self, login: str, role: str, now: dt.datetime, subject: str = "") -> User:
        """Add a user, who cannot sign in by password yet. The link for the first admin ends: there is somebody now.

        Raises:
            UsageError: the login is taken, or is no login.
        """
        if not is_login(login):
            raise UsageError(NO_LOGIN)
        made = User(login, role, subject=subject, made=now)
        row = msgspec.structs.asdict(made) | {"recovery": "[]", "made": micro(now), "seen": 0}
        try:
            with self._database.writing() as connection:
                connection.execute(sa.select(about.c.store).with_for_update())  # one after the other: case apart, no key tells
                if connection.scalar(sa.select(user.c.login).where(sa.func.lower(user.c.login) == login.lower())):
                    raise UsageError(TAKEN)
                connection.execute(user.insert().values(**row))
                connection.execute(link.delete().where(link.c.purpose == "set_up"))
        except IntegrityError as error:
            raise UsageError(TAKEN) from error
        return made

    def change(self, login: str, *, end: bool = False, keep: str = "", tokens: bool = False, **to: object) -> User:
        """Set fields of a user.

        Args:
            login: whom.
            end: whether every session of theirs ends, and every link to them.
            keep: digest of a session that stays.
            tokens: whether every API token of theirs ends too.
            to: fields of `User` and their new values.

        Raises:
            UsageError: there is no such user; or nobody would be left who administers.
        """
        row: dict[str, Any] = dict(to)
        if "recovery" in row:
            row["recovery"] = msgspec.json.encode(row["recovery"]).decode()
        if "seen" in row:
            row["seen"] = micro(row["seen"])
        with self._database.writing() as connection:
            connection.execute(sa.select(about.c.store).with_for_update())  # one change after the other
            admins = connection.scalar(_ADMINS)
            here = user.c.login == login
            if row and not connection.execute(user.update().where(here).values(**row)).rowcount:
                raise UsageError(f"there is no user {login}")
            if {"role", "disabled"} & row.keys() and admins and not connection.scalar(_ADMINS):
                raise UsageError(_NO_ADMIN)
            if end:
                connection.execute(session.delete().where(session.c.login == login, session.c.digest != keep))
                connection.execute(link.delete().where(link.c.login == login))
            if tokens or row.get("disabled"):
                connection.execute(api_token.delete().where(api_token.c.login == login))
            return _user(connection.execute(sa.select(user).where(user.c.login == login)).one())

    def take_step(self, login: str, step: int) -> bool:
        """Take a time step of the second factor for a user, if no such late one was taken before."""
        with self._database.writing() as connection:
            here = (user.c.login == login) & (user.c.totp_used < step)
            return bool(connection.execute(user.update().where(here).values(totp_used=step)).rowcount)

    def take_recovery(self, login: str, digest: str) -> bool:
        """Take one recovery code, if it is there."""
        with self._database.writing() as connection:
            text = connection.scalar(sa.select(user.c.recovery).where(user.c.login == login).with_for_update()) or "[]"
            left: Sequence[str] = msgspec.json.decode(text, type=list[str])
            if digest not in left:
                return False
            now = msgspec.json.encode([one for one in left if one != digest]).decode()
            connection.execute(user.update().where(user.c.login == login).values(recovery=now))
            return True

    def _one(self, where: sa.ColumnElement[bool]) -> User | None:
        with self._database.reading() as connection:
            row = connection.execute(sa.select(user).where(where)).one_or_none()
        return _user(row) if row else None


def is_login(text: str) -> bool:
    """Whether a text may be a login."""
    fits = 1 <= len(text) <= LONGEST and text.isprintable() and text == text.strip()
    return fits and not set(text) & set(":/") and text.lower() not in _RESERVED


_ADMINS = sa.select(sa.func.count()).where(user.c.role == "admin", user.c.disabled.is_(False))


def _user(row: sa.Row[Any]) -> User:
    told = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for it
    told["recovery"] = msgspec.json.decode(told["recovery"], type=tuple[str, ...])
    told["made"], told["seen"] = moment(told["made"]), moment(told["seen"]) if told["seen"] else None
    return User(**told)
