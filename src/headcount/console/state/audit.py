"""The log of who looked, changed and took: each entry holds the digest of the one before, as in `incident.chain`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa

from headcount.console.state.database import Database, micro
from headcount.console.state.tables import about, log, look
from headcount.errors import LedgerError
from headcount.incident.chain import NOTHING, breaks, linked
from headcount.model.incident import Change

_FIELDS = ("entry", "at", "by", "what", "detail", "previous", "digest")
LONGEST = 2000
"""Characters of a detail that are kept."""


class Entry(msgspec.Struct, frozen=True):
    """One line of the log."""

    entry: int
    """Its place, from 1."""
    at: dt.datetime
    by: str
    """The user's login; `headcount` for headcount itself, empty for somebody who is not known."""
    what: str
    """`look`, `export`, `reidentify`, `sign_in`, `user`, `verdict` ..."""
    detail: str
    """In words; tokens and names of clients may stand in it, never a person's data."""
    digest: str
    """SHA-256 over the entry and the digest before it, in hex."""


class Audit:
    """The log of one store."""

    def __init__(self, database: Database) -> None:
        """`database` keeps it."""
        self._database = database

    def enter(self, at: dt.datetime, by: str, what: str, detail: str) -> int:
        """Add an entry; its number.

        Raises:
            LedgerError: it cannot be written.
        """
        with self._database.writing() as connection:
            return entered(connection, at, by, what, detail)

    def looked(self, at: dt.datetime, login: str, what: str, seen: str, route: str) -> int:
        """Add an entry on a look at one client or person, and keep the look for the ledger, both or neither.

        Raises:
            LedgerError: it cannot be written.
        """
        with self._database.writing() as connection:
            number = entered(connection, at, login, "look", f"{what} {seen} at {route}")
            connection.execute(
                look.insert().values(entry=number, at=micro(at), login=login[:64], what=what, seen=seen, route=route[:256])
            )
            return number

    def entries(
        self,
        *,
        by: str = "",
        what: str = "",
        text: str = "",
        since: dt.datetime | None = None,
        before: int | None = None,
        limit: int = 100,
    ) -> list[Entry]:
        """Newest first: of one user, of one sort, with `text` in the detail, from a time on, and older than entry `before`."""
        where = [log.c.by == by] if by else []
        where += [log.c.what == what] if what else []
        where += [log.c.detail.icontains(text, autoescape=True)] if text else []
        where += [log.c.at >= _written(since)] if since else []
        where += [log.c.entry < before] if before is not None else []
        rows = sa.select(*[log.c[name] for name in ("entry", "at", "by", "what", "detail", "digest")]).where(*where)
        with self._database.reading() as connection:
            return [
                Entry(row.entry, _read(row.at), row.by, row.what, row.detail, row.digest)
                for row in connection.execute(rows.order_by(log.c.entry.desc()).limit(limit))
            ]

    def sorts(self) -> list[str]:
        """Which sorts of entries there are."""
        with self._database.reading() as connection:
            return list(connection.scalars(sa.select(log.c.what).distinct().order_by(log.c.what)))

    def problems(self) -> list[str]:
        """What in the whole log is not as it was written, one sentence each; empty when all is.

        Raises:
            LedgerError: it cannot be read at all.
        """
        with self._database.reading() as connection:
            entries, digest = connection.execute(sa.select(about.c.entries, about.c.digest)).one()
            ends = 0, NOTHING

            def each() -> Iterator[Change]:
                nonlocal ends
                while rows := connection.execute(_NEXT, {"after": ends[0]}).mappings().all():
                    for row in rows:
                        ends = row["entry"], row["digest"]
                        yield _change(row)

            try:
                found = list(breaks(each()))
            except (TypeError, ValueError) as error:
                raise LedgerError("the console's log is damaged; restore its store from a copy") from error
        return found if ends == (entries, digest) else [*found, f"the log ends at entry {ends[0]}, and {entries} were written"]


_NEXT = sa.select(log).where(log.c.entry > sa.bindparam("after")).order_by(log.c.entry).limit(5000)


def entered(connection: sa.Connection, at: dt.datetime, by: str, what: str, detail: str) -> int:
    """Add an entry within a transaction that writes; its number."""
    entries, digest = connection.execute(sa.select(about.c.entries, about.c.digest).with_for_update()).one()
    before = Change(0, entries, at, "", "", "", "", digest) if entries else None
    change = linked(before, Change(0, 0, at, by[:256], what[:32], detail[:LONGEST], "", ""))
    row = {name: getattr(change, name) for name in _FIELDS}
    connection.execute(log.insert().values(**row | {"at": _written(change.at)}))
    connection.execute(about.update().values(entries=change.entry, digest=change.digest))
    return change.entry


def _written(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


def _read(at: str) -> dt.datetime:
    return dt.datetime.fromisoformat(at).astimezone(dt.UTC)


def _change(row: Mapping[Any, Any]) -> Change:
    return Change(0, row["entry"], _read(row["at"]), *(row[name] for name in ("by", "what", "detail", "previous", "digest")))
