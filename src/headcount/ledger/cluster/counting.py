"""The roll-ups, counted by Spark: the same queries that the embedded engine is asked, in Spark's own SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.ledger import buckets, clients, counting
from headcount.ledger import routes as ways
from headcount.ledger.buckets import Tallies
from headcount.ledger.cluster.dialect import SECONDS, for_spark
from headcount.ledger.cluster.session import Session, told
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.jointly import counter
from headcount.ledger.lookups import find_lookups
from headcount.ledger.overlap import InTables, Shown
from headcount.ledger.reasons import explain
from headcount.ledger.routes import RoutesOf, routes_of
from headcount.ledger.together import Counter

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

I64 = NDArray[np.int64]
U32 = NDArray[np.uint32]
_MOVED = {
    "disclosure": """SELECT timestamp_micros(micros) AS shown_at, caller, route, record, step, file, line, shows
                     FROM moved WHERE shown""",
    "attempt": "SELECT timestamp_micros(micros) AS asked_at, caller, route, record, file, line FROM moved WHERE NOT shown",
    "shown": """SELECT client, shown_at, caller, route, record, step, file, line, shows
                FROM disclosure JOIN client_caller USING (caller)
                     SEMI JOIN (SELECT route FROM route WHERE subject IS NOT NULL AND NOT tentative) USING (route)""",
}
_SMALL = {
    "client_caller": "SELECT caller::BIGINT AS caller, client::BIGINT AS client FROM client_caller",
    "route": "SELECT route::BIGINT AS route, subject, tentative, people FROM route",
    "canary": "SELECT CASE WHEN record >= 9223372036854775808 THEN (record::HUGEINT - 18446744073709551616)::BIGINT"
    " ELSE record::BIGINT END AS record FROM canary",
}
"""What the engine tells the cluster."""
_BOTH_KNOW = {
    "sight": "client::UINTEGER AS client, {token} AS record, route::UINTEGER AS route, code",
    "pair": "client::UINTEGER AS client, {token} AS record, code, times",
    "popularity": "{token} AS record, viewers::UINTEGER AS viewers",
}
_UNSIGNED = "CASE WHEN record < 0 THEN (record::HUGEINT + 18446744073709551616)::UBIGINT ELSE record::UBIGINT END"
_WAYS = "SELECT client, route, count(*) AS times FROM sight GROUP BY client, route"
_AT_A_TIME = 1 << 18
"""So many pairs are counted at a time, or those of one client."""
_COUNTED = "client BIGINT, bucket BIGINT, " + ", ".join(f"{name} BIGINT" for name in buckets.FIRST_SHOWN)


class InSpark:
    """Counts the showings that lie on storage. Both engines know them as `sight`, `pair` and `popularity` from then on."""

    def __init__(self, session: Session, ledger: EmbeddedLedger) -> None:
        """Count pairs and popularity; the ledger's clients are named, its disclosures are on storage (`stored`).

        Raises:
            LedgerError: the cluster failed.
        """
        self._session, self._ledger, self._spark = session, ledger, session.spark
        with told(session.master):
            self._spark.sql(SECONDS)
            self._spark.read.parquet(str(session.folder / "moved")).createOrReplaceTempView("moved")
            for name, query in _SMALL.items():
                self._small(name, ledger.connection.sql(query).to_arrow_table())
            for name, query in _MOVED.items():
                self._spark.sql(query).createOrReplaceTempView(name)
            for name, query in (("sight", counting.SIGHTS), ("pair", counting.PAIRS), ("popularity", counting.POPULARITY)):
                self._keep(name, self._spark.sql(for_spark(query)))
            self._through = self._asked(_WAYS)
        ledger.connection.register("through", self._through)
        find_lookups(ledger, "through")
        routes = ledger.connection.sql("SELECT route::BIGINT AS route FROM lookup_route").to_arrow_table()
        self._looks_up = len(routes) > 0
        self._small("lookup_route", routes)

    def _small(self, name: str, rows: pa.Table) -> None:
        self._spark.createDataFrame(rows).createOrReplaceTempView(name)

    def _keep(self, name: str, rows: DataFrame) -> None:
        """Write a table to storage, once, where both engines read it."""
        folder = self._session.folder / name
        rows.write.mode("overwrite").parquet(str(folder))
        self._spark.read.parquet(str(folder)).createOrReplaceTempView(name)
        read = f"read_parquet('{str(folder / '*.parquet').replace(chr(39), chr(39) * 2)}')"
        columns = _BOTH_KNOW[name].format(token=_UNSIGNED)
        self._ledger.connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT {columns} FROM {read}").fetchall()  # noqa: S608  # names of ours

    def _asked(self, query: str, values: Mapping[str, int] | None = None) -> pa.Table:
        with told(self._session.master):
            return self._spark.sql(for_spark(query), args=dict(values or {})).toArrow()

    def popularity(self) -> tuple[I64, I64]:
        """By number of viewers."""
        rows = self._asked("SELECT viewers, count(*) AS records FROM popularity GROUP BY viewers ORDER BY viewers")
        return _plain(rows, "viewers"), _plain(rows, "records")

    def buckets(self, cold: int, *, explained: bool) -> tuple[I64, I64, dict[str, U32]]:
        """First showings by the loop that counts them everywhere, on executors; the rest in SQL."""
        if explained:
            return buckets.count_buckets(self._ledger, cold, explained=explained)
        parts = [self._first_shown(cold)]
        queries = [buckets.AGAIN, buckets.TOUCHED, buckets.MISSED, buckets.IN_VAIN]
        parts += [self._tallies(query, {}) for query in queries]
        if self._looks_up:
            parts.append(self._tallies(buckets.LOOKED_UP, {"cold": cold}))
        keys, columns = buckets.joined(parts)
        return keys >> buckets.BUCKET_BITS, (keys & ((1 << buckets.BUCKET_BITS) - 1)) * buckets.BUCKET, columns

    def _tallies(self, query: str, values: Mapping[str, int]) -> Tallies:
        return _by_key(self._asked(query, values))

    def _first_shown(self, cold: int) -> Tallies:
        with told(self._session.master):
            pairs = self._spark.sql(
                "SELECT client, code, times = 1 AS once, viewers <= :cold + 1 AS cold, false AS reason"
                " FROM pair JOIN popularity USING (record)",
                args={"cold": cold},
            )
            rows = pairs.repartition("client").sortWithinPartitions("client").mapInArrow(_count, _COUNTED).toArrow()
        return _by_key(rows)

    def clients(self) -> Sequence[Mapping[str, NDArray[np.generic]]]:
        """Client by client."""
        queries = (clients.SHOWN, clients.UNTIL, clients.PERSONS)
        rows = [self._asked(query) for query in queries]
        return [{name: _plain(told, name) for name in told.column_names} for told in rows]

    def explain(self) -> bool:
        """By the tables of this run, in the engine."""
        return explain(self._ledger)

    def tell(self, clients: I64) -> None:
        """Nothing: the engine reads them on storage."""

    def routes(self) -> RoutesOf:
        """Of the clients worth a look."""
        rows = self._asked(ways.SHOWINGS, {"fewest": ways.FEWEST_RECORDS})
        return routes_of(self._ledger, {name: _plain(rows, name) for name in rows.column_names})

    def counter(self) -> Counter:
        """In the engine, when it is asked."""
        return counter(self._ledger)

    def shown(self) -> Shown:
        """In the engine as well."""
        return InTables(self._ledger)

    def by_route(self, groups: I64) -> tuple[I64, I64]:
        """In SQL."""
        route = np.flatnonzero(groups >= 0)
        told_ = np.zeros((2, int(groups.max(initial=-1)) + 1), np.int64)
        if len(route):
            self._small("of_group", pa.table({"route": route.astype(np.int64), "own": groups[route]}))
            rows = self._asked(counting.BY_ROUTE)
            told_[:, _plain(rows, "own")] = _plain(rows, "requests"), _plain(rows, "records")
        return told_[0], told_[1]


def _count(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Count first showings, all of each client in these batches, client after client: some whole clients at a time."""
    waiting, rows = list[pa.RecordBatch](), 0
    for batch in batches:
        if not len(batch):
            continue
        client = batch.column("client").to_numpy()
        cut = int(np.searchsorted(client, client[-1]))  # all before it is whole
        another = not waiting or waiting[-1].column("client")[-1].as_py() != client[0]
        if rows + cut >= _AT_A_TIME and (cut or another):
            yield _counted(pa.Table.from_batches([*waiting, batch.slice(0, cut)]))
            waiting, rows = [], 0
            batch = batch.slice(cut)  # noqa: PLW2901  # the rest waits
        waiting.append(batch)
        rows += len(batch)
    if waiting:
        yield _counted(pa.Table.from_batches(waiting))


def _counted(rows: pa.Table) -> pa.RecordBatch:
    key, columns = buckets.first_shown(rows)
    bucket = key & ((1 << buckets.BUCKET_BITS) - 1)
    names = ["client", "bucket", *buckets.FIRST_SHOWN]
    arrays = [key >> buckets.BUCKET_BITS, bucket, *(columns[name].astype(np.int64) for name in buckets.FIRST_SHOWN)]
    return pa.record_batch([pa.array(array) for array in arrays], names)


def _by_key(rows: pa.Table) -> Tallies:
    key = _plain(rows, "client") << buckets.BUCKET_BITS | _plain(rows, "bucket")
    return key, {name: _plain(rows, name).astype(np.uint32) for name in rows.column_names[2:]}


def _plain(rows: pa.Table, name: str) -> I64:
    values: I64 = rows[name].to_numpy().astype(np.int64)
    return values
