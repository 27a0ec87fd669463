"""Live PostgreSQL databases: every table one may read, in one read-only transaction, sampled."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
from psycopg import pq, sql
from psycopg.types.string import TextLoader

from headcount.sources.documents.answers import LATE, Pairs, many_answers
from headcount.sources.documents.cells import cell
from headcount.sources.documents.content import Content
from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.interface import Limits, Part, Skip
from headcount.sources.documents.loopback import is_loopback

_WAIT = 5
"""Seconds to connect."""
_LOCK = "2s"
_ROWS = 500
_SPARE = 1.5
"""So many times the rows wanted are asked of the sampling, which gives more or fewer."""
_BY_PAGES = 1_000_000
"""Rows of a table from which on whole pages are drawn instead of rows: quicker, and even enough where there are many."""
MOST_TABLES = 5_000
_TIMES = ("date", "time", "timetz", "timestamp", "timestamptz", "interval")
"""Types that stay text: Python's have no `infinity`, and no years before the first."""
_TABLES = """
    SELECT n.nspname, c.relname, c.reltuples, c.relkind
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition
      AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%'
    ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Postgres:
    """Ordinary tables, partitioned ones as one, and materialised views. Views and foreign tables are left alone."""

    name: str = "postgresql"
    schemes: tuple[str, ...] = ("postgresql", "postgres")

    def shown(self, address: str) -> str:
        """Host, port and database."""
        given = _settings(address)
        host = given.get("host") or given.get("hostaddr") or "localhost"
        return f"postgresql://{host}:{given.get('port') or 5432}/{given.get('dbname') or ''}"

    def is_local(self, address: str) -> bool:
        """Whether every host that libpq may try is a loopback address or a socket."""
        given = _settings(address)
        hosts = [host for key in ("host", "hostaddr") for host in given.get(key, "").split(",") if host]
        return "service" not in given and all(host.startswith(("/", "@")) or is_loopback(host) for host in hosts)

    def read(self, address: str, limits: Limits, deadline: float) -> Iterator[Part]:
        """Each table as the unit `schema.table`; rows are answers."""
        try:
            with psycopg.connect(address, connect_timeout=_WAIT, application_name="headcount") as connection:
                connection.read_only = True
                for type_name in _TIMES:
                    connection.adapters.register_loader(type_name, TextLoader)
                yield from _tables(connection, limits, deadline)
        except psycopg.Error as error:
            raise Unreadable(_trouble(error)) from None


def _settings(address: str) -> dict[str, str]:
    """What libpq makes of an address and of its environment variables; empty when it is none."""
    try:
        given = [*pq.Conninfo.get_defaults(), *pq.Conninfo.parse(address.encode("utf-8", "replace"))]
    except psycopg.Error:
        return {}
    return {option.keyword.decode(): option.val.decode("utf-8", "replace") for option in given if option.val}


def _tables(connection: psycopg.Connection, limits: Limits, deadline: float) -> Iterator[Part]:
    _bound(connection, deadline)
    connection.execute("SET LOCAL DateStyle = ISO")
    connection.execute(sql.SQL("SET LOCAL lock_timeout = {}").format(_LOCK))
    tables = connection.execute(_TABLES).fetchall()
    if len(tables) > MOST_TABLES:
        yield Skip("table after the first 5,000 was not read", len(tables) - MOST_TABLES)
    for place, (schema, table, estimate, relkind) in enumerate(tables[:MOST_TABLES]):
        if time.monotonic() > deadline:
            yield Skip(LATE, len(tables) - place)
            return
        content = Content(f"{schema}.{table}", b"", None, deadline)
        query = sql.SQL("SELECT * FROM {}").format(sql.Identifier(schema, table))
        if limits.rows and relkind in {"r", b"r"} and estimate > 2 * limits.rows:
            share = min(100 * _SPARE * limits.rows / estimate, 100)
            method = sql.SQL("SYSTEM" if estimate > _BY_PAGES else "BERNOULLI")
            query += sql.SQL(" TABLESAMPLE {} ({}) REPEATABLE (0)").format(method, share)
        if limits.rows:
            query += sql.SQL(" LIMIT {}").format(limits.rows + 1)
        try:
            with connection.transaction():
                _bound(connection, deadline)
                yield from _table(connection, query, content, limits)
        except psycopg.OperationalError as error:
            if connection.closed:
                raise
            yield Skip(f"table: {_trouble(error)}")
        except psycopg.Error as error:
            yield Skip(f"table: {_trouble(error)}")


def _table(connection: psycopg.Connection, query: sql.Composed, content: Content, limits: Limits) -> Iterator[Part]:
    with connection.cursor(name="headcount") as cursor:
        cursor.itersize = _ROWS
        cursor.execute(query)
        names = [column.name for column in cursor.description or ()]
        yield from many_answers(content, _rows(cursor, names), limits, names)


def _rows(cursor: psycopg.ServerCursor, names: list[str]) -> Iterator[Pairs | str]:
    for row in cursor:
        yield [leaf for name, value in zip(names, row, strict=True) for leaf in cell(name, value)]


def _bound(connection: psycopg.Connection, deadline: float) -> None:
    """No statement of this transaction runs past the deadline."""
    left = max(int((deadline - time.monotonic()) * 1000), 1)
    connection.execute(sql.SQL("SET LOCAL statement_timeout = {}").format(left))


def _trouble(error: psycopg.Error) -> str:
    """A phrase without anything that the server or driver wrote: their messages hold names and values."""
    kinds: tuple[tuple[type[psycopg.Error], str], ...] = (
        (psycopg.errors.InsufficientPrivilege, "no permission to read it"),
        (psycopg.errors.QueryCanceled, LATE),
        (psycopg.errors.LockNotAvailable, "locked by another program"),
        (psycopg.errors.InvalidCatalogName, "there is no such database"),
        (psycopg.errors.InvalidPassword, "user or password not accepted"),
        (psycopg.errors.InvalidAuthorizationSpecification, "user or password not accepted"),
        (psycopg.errors.ConnectionTimeout, "no answer from the server"),
        (psycopg.ProgrammingError, "the address cannot be used, or the table not be read"),
        (psycopg.DataError, "a value that cannot be decoded"),
    )
    return next((words for kind, words in kinds if isinstance(error, kind)), "the server cannot be reached, or refused")


POSTGRES = Postgres()
