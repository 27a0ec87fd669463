"""Live MySQL and MariaDB databases: every table of one database, in one read-only transaction, sampled."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import pymysql
from pymysql.cursors import SSCursor

from headcount.sources.documents.answers import LATE, Pairs, many_answers
from headcount.sources.documents.cells import cell
from headcount.sources.documents.content import Content
from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.interface import Limits, Part, Skip
from headcount.sources.documents.loopback import is_loopback

if TYPE_CHECKING:
    from pymysql.connections import Connection

_WAIT = 5
"""Seconds to connect, and for a lock."""
_PORT = 3306
MOST_TABLES = 5_000
_DENIED, _NO_TABLE_RIGHT, _NO_DATABASE, _NO_DATABASE_RIGHT = 1045, 1142, 1049, 1044
_LATE = frozenset({1317, 1969, 3024})
_LOCKED = frozenset({1205, 1213})
_TABLES = """
    SELECT table_schema, table_name FROM information_schema.tables
    WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('mysql', 'sys', 'performance_schema', 'information_schema')
      AND (%(database)s = '' OR table_schema = %(database)s)
    ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Mysql:
    """Base tables; of all databases when the address names none. Views are left alone."""

    name: str = "mysql"
    schemes: tuple[str, ...] = ("mysql", "mariadb")

    def shown(self, address: str) -> str:
        """Host, port and database."""
        parts = _parts(address)
        return "mysql://" if parts is None else f"mysql://{parts.hostname or 'localhost'}:{_port(parts)}/{_database(parts)}"

    def is_local(self, address: str) -> bool:
        """Whether the host is a loopback address, or a socket is named."""
        parts = _parts(address)
        return parts is None or bool(_socket(parts)) or is_loopback(parts.hostname or "localhost")

    def read(self, address: str, limits: Limits, deadline: float) -> Iterator[Part]:
        """Each table as the unit `database.table`; rows are answers."""
        parts = _parts(address)
        if parts is None:
            raise Unreadable("the address cannot be used")
        try:
            with closing(_connected(parts, deadline)) as connection:
                yield from _tables(connection, _database(parts), limits, deadline)
        except (pymysql.Error, OSError, ValueError, RuntimeError) as error:
            raise Unreadable(_trouble(error)) from None


def _connected(parts: SplitResult, deadline: float) -> Connection[Any]:
    left = max(int(deadline - time.monotonic()), 1)
    connection = pymysql.connect(
        host=parts.hostname or "localhost",
        port=_port(parts),
        unix_socket=_socket(parts) or None,
        user=unquote(parts.username or "") or None,
        password=unquote(parts.password or ""),
        charset="utf8mb4",
        connect_timeout=_WAIT,
        read_timeout=left + _WAIT,
        local_infile=False,
        cursorclass=SSCursor,
    )
    _run(connection, f"SET SESSION lock_wait_timeout = {_WAIT}")
    for bound in (f"SET SESSION max_statement_time = {left}", f"SET SESSION max_execution_time = {left * 1000}"):
        with suppress(pymysql.Error):  # MariaDB knows the one, MySQL the other
            _run(connection, bound)
    _run(connection, "START TRANSACTION READ ONLY")
    return connection


def _run(connection: Connection[Any], statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _tables(connection: Connection[Any], database: str, limits: Limits, deadline: float) -> Iterator[Part]:
    with connection.cursor() as cursor:
        cursor.execute(_TABLES, {"database": database})
        tables = list(cursor.fetchall_unbuffered())
    if len(tables) > MOST_TABLES:
        yield Skip("table after the first 5,000 was not read", len(tables) - MOST_TABLES)
    for place, (schema, table) in enumerate(tables[:MOST_TABLES]):
        if time.monotonic() > deadline:
            yield Skip(LATE, len(tables) - place)
            return
        content = Content(f"{schema}.{table}", b"", None, deadline)
        limit = f" LIMIT {limits.rows + 1}" if limits.rows else ""
        try:
            with closing(connection.cursor()) as rows:
                rows.execute(f"SELECT * FROM {_quoted(schema)}.{_quoted(table)}{limit}")  # noqa: S608 - both names are quoted
                names = [column[0] for column in rows.description or ()]
                yield from many_answers(content, _rows(rows, names), limits, names)
        except pymysql.Error as error:
            yield Skip(f"table: {_trouble(error)}")


def _rows(cursor: Any, names: list[str]) -> Iterator[Pairs | str]:  # noqa: ANN401 - the driver's cursors have no common type
    for row in cursor.fetchall_unbuffered():
        yield [leaf for name, value in zip(names, row, strict=True) for leaf in cell(name, value)]


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _parts(address: str) -> SplitResult | None:
    """The address in its parts; None when it is none."""
    try:
        parts = urlsplit(address)
        usable = parts.port != 0
    except ValueError:
        return None
    return parts if usable else None


def _port(parts: SplitResult) -> int:
    return parts.port or _PORT


def _database(parts: SplitResult) -> str:
    return unquote(parts.path.strip("/"))


def _socket(parts: SplitResult) -> str:
    return next(iter(parse_qs(parts.query).get("unix_socket", [])), "")


def _trouble(error: Exception) -> str:
    """A phrase without anything that the server or driver wrote: their messages hold names and values."""
    code = error.args[0] if isinstance(error, pymysql.Error) and error.args else 0
    if code == _DENIED:
        return "user or password not accepted"
    if code in {_NO_DATABASE, _NO_DATABASE_RIGHT}:
        return "there is no such database, or no permission to read it"
    if code == _NO_TABLE_RIGHT:
        return "no permission to read it"
    if code in _LATE:
        return LATE
    return "locked by another program" if code in _LOCKED else "the server cannot be reached, or refused"


MYSQL = Mysql()
