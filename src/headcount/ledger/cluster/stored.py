"""A ledger whose disclosures and attempts lie on storage: written there by the cluster, and read there by the engine as well."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from headcount.catalog.interner import Interner
from headcount.catalog.sealed import Seal
from headcount.ledger.cluster.parts import ASKED, CALLERS, MOVED, TRAFFIC, Counted, Routes
from headcount.ledger.cluster.session import Session, told
from headcount.ledger.cluster.steps import stepping
from headcount.ledger.embedded import EmbeddedLedger
from headcount.model.disclosure import AGENT_SCHEMA, ATTEMPT_SCHEMA, CALLER_SCHEMA, DISCLOSURE_SCHEMA, TRAFFIC_SCHEMA

_UNSIGNED = "CASE WHEN record < 0 THEN (record::HUGEINT + 18446744073709551616)::UBIGINT ELSE record::UBIGINT END"
"""A token whose bits were read as a signed number."""
_DISCLOSURES = """
CREATE OR REPLACE TEMP VIEW disclosure AS
SELECT make_timestamp(micros) AS shown_at, caller::UINTEGER AS caller, route::UINTEGER AS route, {token} AS record,
       step::TINYINT AS step, file::UINTEGER AS file, line::UBIGINT AS line, shows::USMALLINT AS shows
FROM {stored} WHERE shown
"""
_ATTEMPTS = """
CREATE OR REPLACE TEMP VIEW attempt AS
SELECT make_timestamp(micros) AS asked_at, caller::UINTEGER AS caller, route::UINTEGER AS route, {token} AS record,
       file::UINTEGER AS file, line::UBIGINT AS line
FROM {stored} WHERE NOT shown
"""
_OUT = """
COPY (SELECT epoch_us(shown_at) AS micros, caller::BIGINT AS caller, route::BIGINT AS route, {signed} AS record,
             step::BIGINT AS step, file::BIGINT AS file, line::BIGINT AS line, shows::BIGINT AS shows, true AS shown
      FROM disclosure
      UNION ALL
      SELECT epoch_us(asked_at), caller, route, {signed}, 0, file, line, 0, false FROM attempt)
TO '{file}' (FORMAT parquet, COMPRESSION zstd)
"""
_SIGNED = "CASE WHEN record >= 9223372036854775808 THEN (record::HUGEINT - 18446744073709551616)::BIGINT ELSE record::BIGINT END"


def put_in(session: Session, ledger: EmbeddedLedger, pieces: Sequence[Counted], routes: Routes, seal: Seal) -> None:
    """Put what pieces wrote into their ledger: who asked, how much, and, on storage, what for.

    Raises:
        LedgerError: the cluster failed.
    """
    folder = session.folder
    numbers = {piece.number for piece in pieces}
    _callers(ledger, folder, numbers)
    if (folder / "asked").is_dir() and any((folder / "asked").glob("*.parquet")):
        with told(session.master):
            asked = session.spark.read.schema(_spark(ASKED)).parquet(str(folder / "asked"))
            named = session.spark.read.parquet(str(folder / "named.parquet"))
            rows = asked.join(named, "who").repartition("caller").sortWithinPartitions("caller", "place")
            rows.mapInArrow(stepping(pieces, routes, seal), _spark(MOVED)).write.mode("overwrite").parquet(str(folder / "moved"))
    _point(ledger, folder)


def put_out(session: Session, ledger: EmbeddedLedger) -> None:
    """Put the disclosures and attempts of a ledger that was read in order onto storage."""
    (session.folder / "moved").mkdir(mode=0o700, exist_ok=True)
    file = session.folder / "moved" / "in-order.parquet"
    ledger.connection.execute(_OUT.format(signed=_SIGNED, file=str(file).replace("'", "''"))).fetchall()
    _point(ledger, session.folder)


def _point(ledger: EmbeddedLedger, folder: Path) -> None:
    """Have the engine read disclosures and attempts from storage."""
    if not any((folder / "moved").glob("*.parquet")):
        (folder / "moved").mkdir(mode=0o700, exist_ok=True)
        pq.write_table(MOVED.empty_table(), folder / "moved" / "none.parquet")
    stored = f"read_parquet('{str(folder / 'moved' / '*.parquet').replace(chr(39), chr(39) * 2)}')"
    for query in (_DISCLOSURES, _ATTEMPTS):
        ledger.connection.execute(query.format(token=_UNSIGNED, stored=stored)).fetchall()


def _callers(ledger: EmbeddedLedger, folder: Path, numbers: set[int]) -> None:
    """Tell the ledger who asked and how much, and storage which key (`who`) is which of the ledger's callers."""
    callers = _read(folder / "callers", CALLERS)
    counts = pc.is_in(pc.shift_right(callers["place"], 32), pa.array(sorted(numbers), pa.int64()))
    callers = callers.filter(counts).sort_by("place")
    known = Interner()
    _, first = known.intern(callers["who"].to_numpy().view(np.uint64))
    callers = callers.take(pa.array(first))
    agent, first_agent = Interner().intern(callers["agent"].to_numpy().view(np.uint64))
    agents = callers["user_agent"].take(pa.array(first_agent))
    columns = [np.arange(len(callers), dtype=np.uint32), *(callers[name] for name in ("address", "account", "credential")), agent]
    traffic = _read(folder / "traffic", TRAFFIC)
    traffic = traffic.filter(pc.is_in(traffic["piece"], pa.array(sorted(numbers), pa.int64())))
    caller, _ = known.find(traffic["who"].to_numpy().view(np.uint64))
    rows = {"caller": caller} | {name: traffic[name] for name in ("first", "last", "requests", "errors")}
    ledger.append(
        {
            "agent": _batch([np.arange(len(agents), dtype=np.uint32), agents], AGENT_SCHEMA),
            "caller": _batch(columns, CALLER_SCHEMA),
            "disclosure": _batch([[]] * len(DISCLOSURE_SCHEMA), DISCLOSURE_SCHEMA),
            "attempt": _batch([[]] * len(ATTEMPT_SCHEMA), ATTEMPT_SCHEMA),
            "traffic": _batch([rows[name] for name in TRAFFIC_SCHEMA.names], TRAFFIC_SCHEMA),
        }
    )
    mine = ledger._callers.astype(np.int64)  # noqa: SLF001  # of the same room
    pq.write_table(pa.table({"who": callers["who"], "caller": mine}), folder / "named.parquet")


def _read(folder: Path, schema: pa.Schema) -> pa.Table:
    """What pieces wrote; drafts begin with a dot, and are passed over."""
    return ds.dataset(folder, schema, format="parquet").to_table() if folder.is_dir() else schema.empty_table()


def _batch(columns: Sequence[object], schema: pa.Schema) -> pa.RecordBatch:
    arrays = []
    for field, column in zip(schema, columns, strict=True):
        array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else pa.array(column)
        arrays.append(array.cast(field.type))
    return pa.record_batch(arrays, schema=schema)


def _spark(schema: pa.Schema) -> str:
    """A schema as Spark's SQL writes it."""
    kinds = {pa.int32(): "INT", pa.int64(): "BIGINT", pa.bool_(): "BOOLEAN", pa.string(): "STRING"}
    return ", ".join(f"{field.name} {kinds[field.type]}" for field in schema)
