"""Parquet files: each row is an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from headcount.sources.documents.answers import Pairs, many_answers
from headcount.sources.documents.cells import cell
from headcount.sources.documents.content import Content
from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.interface import Limits, Part

_MARK = b"PAR1"
_ROWS = 1024
LARGEST_GROUP = 2 << 30
"""Bytes of a row group, unpacked, as its header says; a larger one is not read."""


@dataclass(frozen=True, slots=True)
class Parquet:
    """Columns by their dotted names, lists and structs as in JSON."""

    name: str = "parquet"

    def recognise(self, head: bytes) -> bool:
        """Whether it has the mark."""
        return head.startswith(_MARK)

    def read(self, content: Content, limits: Limits) -> Iterator[Part]:
        """The rows of the first row groups."""
        try:
            source = str(content.path) if content.path else pa.BufferReader(content.whole(limits.whole))
            with pq.ParquetFile(source, memory_map=False) as file:
                names = [field.name for field in file.schema_arrow if not pa.types.is_nested(field.type)]
                yield from many_answers(content, _rows(file), limits, names)
        except (pa.ArrowException, OSError, ValueError, OverflowError):
            raise Unreadable("damaged or cut-off Parquet") from None


def _rows(file: pq.ParquetFile) -> Iterator[Pairs | str]:
    for group in range(file.metadata.num_row_groups):
        if file.metadata.row_group(group).total_byte_size > LARGEST_GROUP:
            yield "row group larger than 2 GiB"
            continue
        for batch in file.iter_batches(_ROWS, row_groups=[group]):
            names = batch.schema.names
            for row in zip(*(_listed(column) for column in batch.columns), strict=True):
                yield [leaf for name, value in zip(names, row, strict=True) for leaf in cell(name, value)]


def _listed(column: pa.Array) -> list[object]:
    """The cells of a column. Times become text here: Python's have neither nanoseconds nor years over 9999."""
    listed: list[object] = (column.cast(pa.string()) if pa.types.is_temporal(column.type) else column).to_pylist()
    return listed


PARQUET = Parquet()
