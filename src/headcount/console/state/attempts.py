"""Failed sign-ins: each makes the next wait longer, by login and by address (OWASP ASVS 5, 6.3.1; NIST SP 800-63B-4, 3.2.2)."""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Mapping
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from headcount.console.state.database import Database, micro
from headcount.console.state.tables import attempts

_FORGOTTEN = dt.timedelta(hours=12)
"""Failures are forgotten when there was none for so long."""
_FREE = {"login": 4, "address": 20}
"""So many failures are free of waiting; an address may stand for an office."""
_LONGEST = {"login": dt.timedelta(minutes=2), "address": dt.timedelta(minutes=15)}
"""A login waits less: anybody can make it wait."""


class Attempts:
    """Those of one store, so that several processes count together."""

    def __init__(self, database: Database) -> None:
        """`database` keeps them."""
        self._database = database

    def begun(self, who: Mapping[str, str], now: dt.datetime) -> dt.timedelta:
        """Count an attempt as failed before it is looked at, so that many at once are counted like many in a row.

        Returns:
            How long to wait first; the attempt was not counted then, and must not be looked at. 0: go on, and call `passed` when
            it was right. Beyond the failures that are free, the wait doubles from one second.
        """
        with self._database.writing() as connection:
            held = {mark: (kind, _held(connection, mark)) for mark, kind in _marks(who)}
            until = max((row.until for _, row in held.values()), default=0)
            if until > micro(now):
                return dt.timedelta(microseconds=until - micro(now))
            forgotten = micro(now - _FORGOTTEN)
            for mark, (kind, row) in held.items():
                failures = 1 + (row.failures if row.last > forgotten else 0)
                to = {"failures": failures, "last": micro(now), "until": micro(now + _wait(kind, failures))}
                connection.execute(attempts.update().where(attempts.c.who == mark).values(**to))
            old = sa.select(attempts.c.who).where(attempts.c.last <= forgotten).with_for_update(skip_locked=True)
            connection.execute(attempts.delete().where(attempts.c.who.in_(old)))
        return dt.timedelta()

    def passed(self, who: Mapping[str, str], now: dt.datetime) -> None:
        """Take back what `begun` counted: it was right."""
        with self._database.writing() as connection:
            for mark, _ in _marks(who):
                here = (attempts.c.who == mark) & (attempts.c.failures > 0)
                connection.execute(attempts.update().where(here).values(failures=attempts.c.failures - 1, until=micro(now)))

    def succeeded(self, login: str) -> None:
        """Forget the failures of a login. Those of an address stay: who knows one password may still guess others."""
        with self._database.writing() as connection:
            connection.execute(attempts.delete().where(attempts.c.who == _mark("login", login)))


def _wait(kind: str, failures: int) -> dt.timedelta:
    over = min(failures - _FREE[kind] - 1, 20)
    return min(dt.timedelta(seconds=2**over), _LONGEST[kind]) if over >= 0 else dt.timedelta()


def _held(connection: sa.Connection, mark: str) -> sa.Row[tuple[int, int, int]]:
    """The row of a mark, made where there is none, and locked until the transaction ends, so that processes take turns."""
    made = (postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert)(attempts)
    kept = made.values(who=mark, failures=0, last=0, until=0).on_conflict_do_update(
        index_elements=[attempts.c.who], set_={"last": attempts.c.last}
    )
    return connection.execute(kept.returning(attempts.c.failures, attempts.c.last, attempts.c.until)).one()


def _marks(who: Mapping[str, str]) -> list[tuple[str, str]]:
    """(mark, kind), always in one order, so that nobody waits for somebody who waits for them."""
    return sorted((_mark(kind, name), kind) for kind, name in who.items())


def _mark(kind: str, name: str) -> str:
    told = _network(name) if kind == "address" else name.lower()
    return sha256(f"{kind}\0{told}".encode("utf-8", "surrogateescape")).hexdigest()


def _network(address: str) -> str:
    """An IPv4 address; of an IPv6 address the /64, all of which one machine may have (RFC 4291, 2.5.4; RFC 7934)."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address.lower()
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))
