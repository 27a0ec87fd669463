"""Rows that a query in a PostgreSQL database gives, in a transaction that only reads. No message names the address or a value."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

import psycopg
import pyarrow as pa
from psycopg import sql

from headcount.catalog.tables import TIMES
from headcount.errors import ConfigError

_WAIT = 10
"""Seconds for the server to answer the call."""
_ROWS = 1 << 16
_ENDLESS = ("infinity", "-infinity")
"""How PostgreSQL writes times that are none; they leave a relation open."""


class QueryRows:
    """One query. See `rows.Rows`."""

    row = "row"

    def __init__(self, name: str, query: str, address: Callable[[], str]) -> None:
        """Nothing is asked yet.

        Args:
            name: how messages call it.
            query: one SELECT whose columns are named as those of a table; a semicolon at its end is left out.
            address: gives the database's address, as libpq takes it, when it is asked.
        """
        self._name, self._query, self._address = name, query.strip().rstrip(";"), address

    def columns(self) -> list[str]:
        """The names of its columns, without reading a row.

        Raises:
            ConfigError: the database cannot be reached, or does not take the query.
        """
        with self._asked() as connection, connection.cursor() as cursor:
            cursor.execute(sql.SQL("SELECT * FROM ({}\n) AS relation LIMIT 0").format(self._own()))
            return [column.name for column in cursor.description or ()]

    def told(self, names: Sequence[str], known: Collection[str]) -> str:  # noqa: ARG002  # names of columns are no values here
        """What its columns are."""
        return f"it has {', '.join(names)}"

    def check(self, columns: Sequence[str], times: Collection[str]) -> None:
        """Nothing: the database writes everything as text."""

    def read(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """These columns as text, block by block; times as ISO 8601 in UTC.

        Raises:
            ConfigError: the database cannot be reached, or does not take the query.
        """
        texts = sql.SQL(", ").join(
            sql.SQL("CASE WHEN {0}::text IN ({1}) THEN '' ELSE coalesce({0}::text, '') END").format(
                sql.Identifier(name), sql.SQL(", ").join(map(sql.Literal, _ENDLESS))
            )
            if name in TIMES
            else sql.SQL("coalesce({}::text, '')").format(sql.Identifier(name))
            for name in columns
        )
        with self._asked() as connection, connection.cursor(name="headcount") as cursor:
            cursor.execute(sql.SQL("SELECT {} FROM ({}\n) AS relation").format(texts, self._own()))
            while rows := cursor.fetchmany(_ROWS):
                yield pa.record_batch([pa.array(column, pa.string()) for column in zip(*rows, strict=True)], list(columns))

    def place(self, row: int) -> int:
        """Rows are counted from 1, in the order of the answer."""
        return row + 1

    def broken(self) -> Mapping[int, str]:
        """None: the database gives rows, or none at all."""
        return {}

    def _own(self) -> sql.Composable:
        """The query as the configuration has it; whoever writes that may ask what he likes, and the transaction only reads."""
        return sql.SQL(self._query)

    @contextmanager
    def _asked(self) -> Iterator[psycopg.Connection]:
        try:
            with psycopg.connect(self._address(), connect_timeout=_WAIT, application_name="headcount") as connection:
                connection.read_only = True
                connection.execute("SET TIME ZONE 'UTC'")
                connection.execute("SET datestyle = 'ISO'")
                yield connection
        except psycopg.OperationalError as error:
            told = "cannot be reached, or ended the call; check its address and that it runs"
            raise ConfigError(f"{self._name}: the database {told}{_state(error)}") from error
        except psycopg.Error as error:
            told = "does not take the query; try it there, as one SELECT"
            raise ConfigError(f"{self._name}: the database {told}{_state(error)}") from error


def _state(error: psycopg.Error) -> str:
    """The standard's code of an error, never its text, which may quote values and addresses."""
    return f" (SQLSTATE {error.sqlstate}, {type(error).__name__})" if error.sqlstate else ""
