"""Rows of a Parquet file: identifiers as text or whole numbers, times as timestamps, dates or text."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from headcount.errors import ConfigError

MAGIC = b"PAR1"
"""First bytes of every Parquet file."""
_MOMENT = pa.timestamp("us", tz="UTC")
_ROWS = 1 << 17


class ParquetRows:
    """One file. See `rows.Rows`."""

    row = "row"

    def __init__(self, path: Path) -> None:
        """The file may be looked at now, or later."""
        self._path = path

    def columns(self) -> list[str]:
        """The names of its columns.

        Raises:
            ConfigError: it cannot be read, or is damaged.
        """
        names: list[str] = self._schema().names
        return names

    def told(self, names: Sequence[str], known: Collection[str]) -> str:  # noqa: ARG002  # names of columns are no values here
        """What its columns are."""
        return f"it has {', '.join(names)}"

    def check(self, columns: Sequence[str], times: Collection[str]) -> None:
        """See that identifiers are text or whole numbers, and times are times.

        Raises:
            ConfigError: one column is not.
        """
        schema = self._schema()
        for name in columns:
            kind = schema.field(name).type
            kind = kind.value_type if pa.types.is_dictionary(kind) else kind
            if name in times and not (_is_text(kind) or _is_time(kind) or kind == pa.null()):
                raise ConfigError(f"{self._path}: the column {name} holds {kind}; write it as timestamp, date or ISO 8601 text")
            if name not in times and not (_is_text(kind) or pa.types.is_integer(kind)):
                raise ConfigError(f"{self._path}: the column {name} holds {kind}; write it as text or whole numbers")

    def read(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """These columns, block by block.

        Raises:
            ConfigError: it is damaged.
        """
        with _refusing(self._path), pq.ParquetFile(self._path) as file:
            for batch in file.iter_batches(_ROWS, columns=list(columns)):
                yield pa.record_batch([_plain(batch.column(name)) for name in columns], list(columns))

    def place(self, row: int) -> int:
        """Rows are counted from 1."""
        return row + 1

    def broken(self) -> Mapping[int, str]:
        """None: a damaged file is refused whole."""
        return {}

    def _schema(self) -> pa.Schema:
        with _refusing(self._path):
            return pq.read_schema(self._path)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _is_time(kind: pa.DataType) -> bool:
    return bool(pa.types.is_timestamp(kind) or pa.types.is_date(kind))


def _plain(column: pa.Array) -> pa.Array:
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if _is_time(kind):
        zone = kind.tz if pa.types.is_timestamp(kind) else None
        return column.cast(kind).cast(pa.timestamp("us", zone), safe=False).cast(_MOMENT)
    return column.cast(pa.string()).fill_null("")


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    """Say of a file that cannot be used which it is, and why; never what stands in it."""
    try:
        yield
    except pa.ArrowException as error:
        raise ConfigError(f"{path}: is a damaged Parquet file; write it again") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror or 'damaged Parquet'})") from error
