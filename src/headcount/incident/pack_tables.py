"""Rows of a pack as Parquet and as CSV, piece by piece: the same rows give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv
import pyarrow.parquet as pq

_FORMULA = r"^([=+\-@\t\r])"
"""What a spreadsheet takes for a formula. Names of clients come out of logs, where anybody can write."""


def write_tables(batches: Iterable[pa.RecordBatch], stem: Path) -> int:
    """Write `STEM.parquet` and `STEM.csv`; returns how many rows. There is at least one batch, which may be empty.

    In the CSV times are RFC 3339 in UTC, and text that begins like a formula has an apostrophe before it.
    """
    rows, parquet, table = 0, None, None
    stem.parent.mkdir(parents=True, exist_ok=True)
    try:
        for batch in batches:
            written = _plain(batch)
            if parquet is None or table is None:
                parquet = pq.ParquetWriter(stem.with_name(f"{stem.name}.parquet"), batch.schema, compression="zstd")
                table = pv.CSVWriter(stem.with_name(f"{stem.name}.csv"), written.schema)
            parquet.write_batch(batch)
            table.write_batch(written)
            rows += len(batch)
    finally:
        for writer in (parquet, table):
            if writer is not None:
                writer.close()
    return rows


def _plain(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch as text for a CSV."""
    columns = []
    for column in batch.columns:
        if pa.types.is_string(column.type):
            columns.append(pc.replace_substring_regex(column, _FORMULA, r"'\1"))
        elif pa.types.is_timestamp(column.type):
            columns.append(pc.strftime(column.cast(pa.timestamp("us", tz="UTC")), "%Y-%m-%dT%H:%M:%SZ"))
        else:
            columns.append(column)
    return pa.record_batch(columns, batch.schema.names)
