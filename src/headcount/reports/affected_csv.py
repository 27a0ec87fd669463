"""The people of an incident as CSV: one row a record, times in ISO 8601."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

_SECONDS, _TIME = pa.timestamp("s", tz="UTC"), "%Y-%m-%dT%H:%M:%SZ"


def readable(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Tokens as 16 hex digits, as they stand nowhere else, and times as text; batches as `ledger.affected` gives them."""
    for batch in batches:
        tokens = pa.array([f"{token:016x}" for token in batch.column("token").to_pylist()], pa.string())
        yield plain(batch.set_column(1, "token", tokens))


def plain(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Times as text."""
    for place, field in enumerate(batch.schema):
        if pa.types.is_timestamp(field.type):
            batch = batch.set_column(place, field.name, pc.strftime(batch.column(place).cast(_SECONDS, safe=False), _TIME))
    return batch


def csv_of(batches: Iterable[pa.RecordBatch]) -> bytes:
    """The whole file (RFC 4180), with a line of headings; empty where there is no batch."""
    out = io.BytesIO()
    writer: csv.CSVWriter | None = None
    for batch in batches:
        writer = writer or csv.CSVWriter(out, batch.schema)
        writer.write_batch(batch)
    if writer is not None:
        writer.close()
    return out.getvalue()
