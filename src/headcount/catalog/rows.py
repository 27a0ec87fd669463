"""Where the rows of the site's own tables come from: a shape, and what a file is told by."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from headcount.catalog.csv_rows import CsvRows
from headcount.catalog.parquet_rows import MAGIC, ParquetRows


class Rows(Protocol):
    """Rows with named columns. What they hold is personal: no message quotes a value."""

    row: str
    """What the place of a row is called in messages: `line`, `row`."""

    def columns(self) -> list[str]:
        """The names of all columns, when it can be read at all.

        Raises:
            ConfigError: it cannot.
        """

    def told(self, names: Sequence[str], known: Collection[str]) -> str:
        """What its columns are, for a message that one is missing; `known` are names that may be quoted."""

    def check(self, columns: Sequence[str], times: Collection[str]) -> None:
        """See that the columns that are read can be, those of `times` as moments.

        Raises:
            ConfigError: one holds something else.
        """

    def read(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """These columns, block by block: text, never null; or moments in UTC (microseconds), null where there is none.

        Raises:
            ConfigError: it cannot be taken apart.
        """

    def place(self, row: int) -> int:
        """Where a row stands of those that were read, counted from 0, as a reader of a message counts."""

    def broken(self) -> Mapping[int, str]:
        """Places that are no rows, and why; complete when all is read."""


def rows_of(path: Path) -> Rows:
    """The rows of a file, told by its first bytes: Parquet, else CSV."""
    with suppress(OSError, ValueError):
        if path.is_file() and _begins(path) == MAGIC:
            return ParquetRows(path)
    return CsvRows(path)


def _begins(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(MAGIC))
