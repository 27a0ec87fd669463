"""SQLite files, read only, every table; rows are answers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

from headcount.sources.documents.answers import Pairs, many_answers
from headcount.sources.documents.cells import cell
from headcount.sources.documents.content import Content
from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.interface import Limits, Part, Skip

_MARK = b"SQLite format 3\0"
_WAIT = 1.0
"""Seconds to wait for another program's lock."""
_LARGEST_CELL = 16 << 20
_STEPS = 10_000
"""Steps of SQLite's machine between two looks at the clock."""
MOST_TABLES = 5_000
_BROKEN = (sqlite3.Error, UnicodeDecodeError)
"""What the driver raises on damaged files: names of columns in its messages may be no UTF-8."""


@dataclass(frozen=True, slots=True)
class Sqlite:
    """Tables, not views: a view shows what its tables hold, and may compute for ever."""

    name: str = "sqlite"

    def recognise(self, head: bytes) -> bool:
        """Whether it has the mark."""
        return head.startswith(_MARK)

    def read(self, content: Content, limits: Limits) -> Iterator[Part]:
        """Each table as a unit."""
        if not self.recognise(content.head):
            raise Unreadable("damaged SQLite")
        try:
            database = _open(content, limits)
        except _BROKEN as error:
            raise Unreadable(_trouble(error)) from None
        try:
            yield from _tables(database, content, limits)
        except _BROKEN as error:
            raise Unreadable(_trouble(error)) from None
        finally:
            database.close()


def _open(content: Content, limits: Limits) -> sqlite3.Connection:
    if content.path is not None:
        name = quote(str(content.path.absolute()), errors="surrogateescape")
        database = sqlite3.connect(f"file:{name}?mode=ro", uri=True, timeout=_WAIT)
    else:
        database = sqlite3.connect(":memory:")
        database.deserialize(content.whole(limits.whole))
    database.text_factory = lambda raw: raw.decode("utf-8", "replace")
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_CELL)
    database.execute("PRAGMA query_only = ON")
    database.execute("PRAGMA trusted_schema = OFF")
    database.set_progress_handler(lambda: content.late, _STEPS)
    return database


def _tables(database: sqlite3.Connection, content: Content, limits: Limits) -> Iterator[Part]:
    found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    for number, (table,) in enumerate(found.fetchmany(MOST_TABLES + 1)):
        if number == MOST_TABLES:
            yield Skip(f"tables after the first {MOST_TABLES:,} were not read")
            return
        if not isinstance(table, str):
            yield Skip("table: damaged SQLite")
            continue
        quoted = '"' + table.replace('"', '""') + '"'
        unit = replace(content, unit=table)
        try:
            rows = database.execute(f"SELECT * FROM {quoted}")  # noqa: S608 - the name is quoted, and comes from the file itself
            names = [column[0] for column in rows.description]
            yield from many_answers(unit, _rows(rows, names), limits, names)
        except _BROKEN as error:
            yield Skip(f"table: {_trouble(error)}")


def _rows(rows: sqlite3.Cursor, names: list[str]) -> Iterator[Pairs | str]:
    try:
        for row in rows:
            yield [leaf for name, value in zip(names, row, strict=True) for leaf in cell(name, value)]
    except _BROKEN as error:
        raise Unreadable(_trouble(error)) from None


def _trouble(error: Exception) -> str:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return "locked by another program"
    if name.startswith("SQLITE_INTERRUPT"):
        return "stopped when the time was over"
    if name.startswith("SQLITE_TOOBIG"):
        return "cell larger than 16 MiB"
    if name.startswith("SQLITE_CANTOPEN"):
        return "cannot be opened"
    return "damaged SQLite"


SQLITE = Sqlite()
