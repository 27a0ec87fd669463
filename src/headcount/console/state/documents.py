"""Documents with every version of them: budgets and rules as edited in the console."""

from __future__ import annotations

import datetime as dt

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from headcount.console.state.database import Database, micro, moment
from headcount.console.state.tables import document
from headcount.errors import UsageError


class Document(msgspec.Struct, frozen=True):
    """One version of one document."""

    kind: str
    """Which document, such as `rules`."""
    version: int
    """From 1."""
    text: str
    note: str
    """Why it was changed."""
    reverts: int | None
    """The version whose text it brings back."""
    by: str
    """Login of whoever wrote it."""
    at: dt.datetime


class Documents:
    """Those of one store."""

    def __init__(self, database: Database) -> None:
        """`database` keeps them."""
        self._database = database

    def newest(self, kind: str) -> Document | None:
        """The version that holds; None where nothing was ever written."""
        return next(iter(self._some(document.c.kind == kind, 1)), None)

    def version(self, kind: str, version: int) -> Document | None:
        """One version."""
        return next(iter(self._some((document.c.kind == kind) & (document.c.version == version), 1)), None)

    def versions(self, kind: str, limit: int = 1000) -> list[Document]:
        """Every version, newest first."""
        return self._some(document.c.kind == kind, limit)

    def write(
        self,
        kind: str,
        text: str,
        by: str,
        at: dt.datetime,
        note: str = "",
        *,
        after: int | None = None,
        reverts: int | None = None,
    ) -> Document:
        """Add a version.

        Args:
            kind: which document.
            text: the whole of it.
            by: a login.
            at: when.
            note: why.
            after: the version that the writer had before them (0: none); None: whatever there is.
            reverts: the version whose text this is.

        Raises:
            UsageError: somebody else wrote a version meanwhile.
        """
        meanwhile = "somebody else changed it meanwhile; look at their version, and change it again"
        try:
            with self._database.writing() as connection:
                last = connection.scalar(sa.select(sa.func.max(document.c.version)).where(document.c.kind == kind)) or 0
                if after is not None and after != last:
                    raise UsageError(meanwhile)
                made = Document(kind, last + 1, text, note, reverts, by, at)
                connection.execute(document.insert().values(**msgspec.structs.asdict(made) | {"at": micro(at)}))
        except IntegrityError as error:
            raise UsageError(meanwhile) from error
        return made

    def _some(self, where: sa.ColumnElement[bool], limit: int) -> list[Document]:
        rows = sa.select(document).where(where).order_by(document.c.version.desc()).limit(limit)
        with self._database.reading() as connection:
            return [
                Document(row.kind, row.version, row.text, row.note, row.reverts, row.by, moment(row.at))
                for row in connection.execute(rows)
            ]
