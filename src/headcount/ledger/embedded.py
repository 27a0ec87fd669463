"""The ledger on one machine: DuckDB, in memory or in one file."""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.errors import LedgerError
from headcount.ledger import schema, shapes
from headcount.ledger.earlier import Earlier
from headcount.ledger.entries import Position, RouteRow, ShapeRow, StreamEnd, StreamRow
from headcount.ledger.failures import failed, not_opened
from headcount.ledger.scratch import Scratch
from headcount.ledger.streams import Streams
from headcount.ledger.twins import Twins

_INSERT_ROWS = 200_000
_CALLER, _AGENT = ("address", "account", "credential", "agent"), ("user_agent",)
MOST_AGENTS = 3
"""An address with more user agents than this behind it is not one client."""


class EmbeddedLedger:
    """A DuckDB ledger. Everything between two commits is one transaction: it is there whole, or not at all."""

    def __init__(self, path: Path | None, key_id: str, *, read_only: bool = False, memory: str = "300MB") -> None:
        """Open or make the ledger at `path`; None keeps it in memory (spilling to a temporary directory) for one run.

        Raises:
            LedgerError: the file is no ledger, is in use, or was written under another key or by another version.
        """
        self._scratch: Scratch | None = Scratch()
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory,
            "temp_directory": self._scratch.name,
            "preserve_insertion_order": "false",
        }
        try:
            self.connection = duckdb.connect(str(path) if path else ":memory:", read_only=read_only, config=settings)
            self.connection.execute("SET enable_progress_bar = false")  # it is drawn where processes of ours answer
        except duckdb.Error as error:
            self._scratch.cleanup()
            raise LedgerError(not_opened(path, error)) from error
        self._name = str(path) if path else "the ledger in memory"
        self.path = path
        """Where it lies; None: in memory."""
        self.writing = threading.Lock()
        """Held while a commit is under way, by whichever connection."""
        self._twins = Twins()
        self._umask: int | None = None
        try:
            self._prepare(key_id, path, read_only=read_only)
        except BaseException:
            self.close()
            raise
        self._begun, self._named = False, True
        self._callers: NDArray[np.uint32] = np.zeros(0, np.uint32)
        self._routes: NDArray[np.uint32] = np.zeros(0, np.uint32)
        self._agents: NDArray[np.uint32] = np.zeros(0, np.uint32)
        self._shows: NDArray[np.uint16] = np.zeros(1, np.uint16)
        self._next = {name: int(self._value(f"SELECT coalesce(max({name}) + 1, 0) FROM {name}")) for name in ("caller", "agent")}  # noqa: S608  # fixed names
        self._had = {name: count > 0 for name, count in self._next.items()}
        self._waiting: dict[str, list[pa.RecordBatch]] = {}
        self._earlier: dict[str, Earlier] = {}
        self._streams: Streams | None = None

    def _prepare(self, key_id: str, path: Path | None, *, read_only: bool) -> None:
        """Make the tables of a new ledger; of an old one, see that it is ours. Nothing is written to a file that is not."""
        if path is not None and not read_only:
            self._umask = os.umask(0o077)  # the engine makes its write-ahead log by itself, again and again
            path.chmod(0o600)
        foreign = f"{self._name} is not a headcount ledger; name another file with --ledger"
        try:
            known = read_only or (path and self._value("SELECT count(*) FROM duckdb_tables() WHERE NOT internal"))
            rows = self.connection.execute("SELECT version, key_id FROM about").fetchall() if known else []
            row = rows[0] if rows else None
            if row is None and not read_only:
                self.connection.execute(schema.TABLES + schema.VIEWS)
                self.connection.execute("INSERT INTO about VALUES (?, ?)", [schema.VERSION, key_id])
                return
            cut_short = row and self._value("SELECT EXISTS (FROM caller) AND NOT EXISTS (FROM client_caller)")
        except duckdb.Error as error:
            raise LedgerError(foreign) from error
        if row is None:
            raise LedgerError(foreign)
        if row[0] != schema.VERSION:
            raise LedgerError(f"{self._name} has version {row[0]}, this headcount reads {schema.VERSION}; scan into a new ledger")
        if row[1] != key_id:
            raise LedgerError(f"{self._name} was written under another key; name that key with --key")
        if cut_short and read_only:
            again = "run headcount scan or serve with it again, then ask"
            raise LedgerError(f"the last scan into {self._name} was cut short; {again}")
        if not read_only:
            self.connection.execute(schema.TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        """Close; a failure of the engine leaves as a LedgerError."""
        self.close()
        self._tell(value)

    @contextmanager
    def told(self) -> Iterator[None]:
        """A failure of the engine in here leaves as a LedgerError, without its text, which may quote values."""
        try:
            yield
        except duckdb.Error as error:
            self._tell(error)

    def _tell(self, value: BaseException | None) -> None:
        if isinstance(value, duckdb.Error):
            raise LedgerError(failed(self._name, value)) from value

    def close(self) -> None:
        """Let go of the file, once other threads have. What was not committed is gone, as if it had not been read."""
        if self._scratch is not None:
            self._twins.end()
        self.connection.close()
        self._twins.discard(self)
        if self._scratch is not None:
            self._scratch.cleanup()
        if self._umask is not None:
            os.umask(self._umask)
            self._umask = None

    def _value(self, query: str, values: Sequence[Any] = ()) -> Any:  # noqa: ANN401  # what the query says
        rows = self.connection.execute(query, list(values)).fetchall()
        return rows[0][0] if rows else None

    def _begin(self) -> None:
        if not self._begun:
            self.connection.begin()
            self._begun = True

    @property
    def known_routes(self) -> int:
        """How many routes of this run the ledger knows."""
        return len(self._routes)

    def positions(self) -> list[Position]:
        """How far each known file was counted."""
        return [Position(*row) for row in self.connection.execute("FROM source_file ORDER BY file").fetchall()]

    def next_file(self) -> int:
        """A number for a file that the ledger does not know."""
        return int(self._value("SELECT coalesce(max(file) + 1, 0) FROM source_file"))

    def routes(self, *, all_counted: bool = True) -> list[RouteRow]:
        """Every route, with how many different records it showed; unless `all_counted`, 0 for those that are not tentative."""
        rows = self.connection.execute(
            """WITH through AS (SELECT route, count(DISTINCT record) AS records
                                FROM disclosure SEMI JOIN (FROM route WHERE tentative OR $all_counted) USING (route)
                                GROUP BY route)
               SELECT method, template, subject, entity, source, people, kinds, tentative, coalesce(records, 0),
                      by_word, any_values
               FROM route LEFT JOIN through USING (route) ORDER BY route""",
            {"all_counted": all_counted},
        ).fetchall()
        return [RouteRow(*row[:6], *(tuple(filter(None, (row[6] or "").split(","))), *row[7:])) for row in rows]

    def know_routes(self, routes: Sequence[RouteRow]) -> NDArray[np.uint32]:
        """Keep the catalogue's routes; the place in `routes` is the number that batches use. Returns the ledger's numbers.

        A route keeps its number for the run, also when it is named anew; the first time it is found by its name.
        """
        self._begin()
        told = {
            row[0]: row[1:]
            for row in self.connection.execute(
                """SELECT route, method, template, subject, entity, source, people, kinds, tentative, by_word, any_values
                   FROM route"""
            ).fetchall()
        }
        known = {(*row[:4], row[8]): number for number, row in told.items()}
        numbers = self._routes.tolist()
        for place, route in enumerate(routes):
            name = (route.method, route.template, route.subject, route.entity)
            tells = (*name, route.source, route.people, ",".join(route.kinds), route.tentative, route.by_word, route.any_values)
            number = numbers[place] if place < len(numbers) else known.setdefault((*name, route.by_word), len(told))
            if number not in told:
                self.connection.execute("INSERT INTO route VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [number, *tells])
            elif told[number] != tells:
                self.connection.execute(
                    """UPDATE route SET method = ?, template = ?, subject = ?, entity = ?, source = ?, people = ?, kinds = ?,
                              tentative = ?, by_word = ?, any_values = ? WHERE route = ?""",
                    [*tells, number],
                )
            told[number] = tells
            if place >= len(numbers):
                numbers.append(number)
        self._routes = np.array(numbers, np.uint32)
        return self._routes

    @property
    def known_kind_sets(self) -> int:
        """How many sets of kinds of this run the ledger knows; the first, of nothing, it always does."""
        return len(self._shows)

    def know_kind_sets(self, sets: Sequence[Iterable[tuple[str, str]]]) -> None:
        """Keep sets of (kind, form); the place in `sets` is the number that batches use, place 0 the empty one."""
        self._begin()
        self._shows = shapes.keep_kind_sets(self.connection, sets, self._shows)

    def know_shapes(self, rows: Sequence[ShapeRow]) -> None:
        """Keep what answers were found to hold, in place of what was known of these routes; route numbers are the run's."""
        self._begin()
        shapes.keep_shapes(self.connection, rows, self._routes)

    def shapes(self) -> list[ShapeRow]:
        """What the answers of each route were found to hold."""
        return shapes.kept_shapes(self.connection)

    def append(self, counted: Mapping[str, pa.RecordBatch]) -> None:
        """Add one batch of the catalogue, by table (disclosure, attempt, traffic, caller, agent).

        It lasts when `commit` has returned. From then on the clients are unknown until `name_clients`, since an answer in
        between would be a wrong one.
        """
        self.change()
        if len(counted["agent"]):
            self._agents = self._add("agent", "agent", counted["agent"], _AGENT, self._agents)
        if len(counted["caller"]):
            callers = counted["caller"]
            callers = callers.set_column(4, "agent", pa.array(self._agents[callers.column("agent").to_numpy()]))
            self._callers = self._add("caller", "caller", callers, _CALLER, self._callers)
        for table in ("disclosure", "attempt", "traffic"):
            self._wait(table, self._numbered(counted[table]))

    def change(self) -> None:
        """Begin to add rows: until the clients are named anew, nobody knows who they are."""
        self._begin()
        if self._named:
            self.connection.execute("DELETE FROM client_caller")
            self._named = False

    def new_number(self, table: str) -> int:
        """A number for a row that the caller adds by itself: a `caller` or an `agent`."""
        self._next[table] += 1
        return self._next[table] - 1

    def _wait(self, table: str, batch: pa.RecordBatch) -> None:
        """Insert a batch, together with the next ones when it is small: each insert costs a millisecond."""
        if len(batch):
            self._waiting.setdefault(table, []).append(batch)
            if sum(map(len, self._waiting[table])) >= _INSERT_ROWS:
                self._insert(table)

    def _insert(self, table: str) -> None:
        waiting = self._waiting.pop(table, None)
        if waiting:
            self._write(table, pa.Table.from_batches(waiting))

    def _write(self, table: str, rows: pa.Table) -> None:
        self.connection.register("incoming", rows)
        self.connection.execute(f"INSERT INTO {table} SELECT {', '.join(rows.schema.names)} FROM incoming")  # noqa: S608  # fixed names
        self.connection.unregister("incoming")

    def _numbered(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch with the ledger's numbers of callers and routes, and naive UTC times."""
        arrays = []
        for field, column in zip(batch.schema, batch.columns, strict=True):
            if field.name == "caller":
                arrays.append(pa.array(self._callers[column.to_numpy()]))
            elif field.name == "route":
                arrays.append(pa.array(self._routes[column.to_numpy()]))
            elif field.name == "shows":
                arrays.append(pa.array(self._shows[column.to_numpy()]))
            else:
                arrays.append(column.cast(pa.timestamp("us")) if pa.types.is_timestamp(field.type) else column)
        return pa.record_batch(arrays, batch.schema.names)

    def remember_callers(self) -> None:
        """Keep at hand who asked in earlier runs, for many small batches."""
        self._earlier = {
            "caller": Earlier(self.connection, "caller", "caller", _CALLER),
            "agent": Earlier(self.connection, "agent", "agent", _AGENT),
        }

    def _add(
        self, table: str, number: str, batch: pa.RecordBatch, names: tuple[str, ...], known: NDArray[np.uint32]
    ) -> NDArray[np.uint32]:
        """Keep rows that the ledger may have from an earlier run; returns the ledger's numbers by the run's numbers."""
        count = len(batch)
        numbers = np.zeros(count, np.uint32)
        fresh = np.ones(count, np.bool_)
        if table in self._earlier:
            known_before, numbers = self._earlier[table].look_up(batch)
            fresh = ~known_before
        elif self._had[table]:  # an earlier run's; those of this run are known by their numbers
            self.connection.register("incoming", pa.table(batch))
            rows = self.connection.execute(
                f"""SELECT incoming.{number} AS mine, min(old.{number}) AS theirs
                    FROM incoming JOIN {table} old USING ({", ".join(names)}) GROUP BY mine"""  # noqa: S608  # fixed names
            ).fetchnumpy()
            self.connection.unregister("incoming")
            place = np.searchsorted(batch.column(0).to_numpy(), rows["mine"])
            fresh[place] = False
            numbers[place] = rows["theirs"]
        added = int(fresh.sum())
        numbers[fresh] = np.arange(self._next[table], self._next[table] + added, dtype=np.uint32)
        self._next[table] += added
        self._wait(table, batch.filter(pa.array(fresh)).set_column(0, number, pa.array(numbers[fresh])))
        return np.concatenate([known, numbers])

    def commit(self, position: Position | None, skipped: Mapping[str, tuple[int, int]]) -> None:
        """Make everything since the last commit last, with the file's position and its skipped lines.

        `skipped` is by reason: (lines, number of the first).
        """
        self._begin()
        self._insert_all()
        if position is not None:
            self.connection.execute("DELETE FROM source_file WHERE file = ?", [position.file])
            values = [getattr(position, name) for name in Position.__slots__]
            self.connection.execute("INSERT INTO source_file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
            for reason, (lines, first) in skipped.items():
                if lines:
                    self.connection.execute("INSERT INTO skipped VALUES (?, ?, ?, ?)", [position.file, reason, lines, first])
        self._commit()

    def streams(self) -> list[StreamRow]:
        """How far each stream of the live taps was counted when this ledger was opened."""
        self._streams = self._streams or Streams(self.connection)
        return self._streams.rows

    def commit_streams(self, ends: Iterable[StreamEnd]) -> None:
        """Make everything since the last commit last, with how far each of these streams is counted now."""
        self._begin()
        self._insert_all()
        self._streams = self._streams or Streams(self.connection)
        for end in ends:
            self._streams.keep(end)
        self._commit()

    def _commit(self) -> None:
        with self.writing:
            self.connection.commit()
        self._begun = False

    def file(self) -> Path:
        """Where it lies.

        Raises:
            LedgerError: it is in memory.
        """
        if self.path is None:
            raise LedgerError("the ledger is in memory; name a file with --ledger")
        return self.path

    def _insert_all(self) -> None:
        for table in tuple(self._waiting):
            self._insert(table)

    def beside(self) -> EmbeddedLedger:
        """Another connection to the open ledger, for another thread: it sees what is committed, and may name the clients."""
        twin = copy(self)
        twin.connection = self.connection.cursor()
        twin.connection.execute("SET enable_progress_bar = false")
        twin._scratch, twin._umask = None, None  # noqa: SLF001  # of its own kind: they stay with the first
        twin._begun, twin._named, twin._waiting, twin._streams = False, True, {}, None  # noqa: SLF001  # as above
        self._twins.add(twin)
        return twin

    def name_clients(self) -> None:
        """Group callers into clients anew, as what is known of them now tells."""
        self._begin()
        self.connection.execute(schema.NAMING, {"most_agents": MOST_AGENTS})
        self.connection.execute(schema.CLIENTS)
        self._commit()
        self._named = True

    def span(self) -> tuple[dt.datetime, dt.datetime] | None:
        """First and last request of all, UTC; None for an empty ledger."""
        first, last = self.connection.execute("SELECT min(first), max(last) FROM traffic").fetchall()[0]
        return (_utc(first), _utc(last)) if first else None


def _utc(value: dt.datetime) -> dt.datetime:
    return value.replace(tzinfo=dt.UTC)
