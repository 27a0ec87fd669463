"""Rows of a CSV file whose first line names its columns: UTF-8 text, each row on one line."""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

from headcount.errors import ConfigError

_BLOCK = 1 << 22


class CsvRows:
    """One file. See `rows.Rows`."""

    row = "line"

    def __init__(self, path: Path) -> None:
        """The file may be looked at now, or later."""
        self._path, self._lines = path, 0
        self._broken: list[int] = []

    def columns(self) -> list[str]:
        """What the first line says, when the text and its quotes are as they should be.

        Raises:
            ConfigError: it is no regular file, cannot be read, or is no such text.
        """
        with _refusing(self._path, "is no CSV file whose first line names its columns"):
            if self._path.exists() and not (self._path.is_file() or self._path.is_dir()):
                raise ConfigError(f"{self._path}: is no regular file, and is read twice; write it to one")
            self._lines = _check_text(self._path)
            probe = csv.ParseOptions(invalid_row_handler=lambda _: "skip", ignore_empty_lines=False)
            names: list[str] = csv.open_csv(self._path, parse_options=probe).schema.names
            return names

    def told(self, names: Sequence[str], known: Collection[str]) -> str:
        """What the first line has. It is quoted only where it names a column: else it may be a row, and name people."""
        if set(known) & set(names):
            return f"it has {', '.join(names)}"
        if len(names) == 1 and set(known) & set(re.split(r"[;\t|]", names[0])):
            return "separate them by commas"
        return f"its first line names none of them, in {len(names)} {'column' if len(names) == 1 else 'columns'}"

    def check(self, columns: Sequence[str], times: Collection[str]) -> None:
        """Nothing: every column is text."""

    def read(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """These columns as text, block by block.

        Raises:
            ConfigError: it cannot be taken apart.
        """

        def skip(row: csv.InvalidRow) -> str:
            self._broken.append(row.number)
            return "skip"

        self._broken, rows = [], 0
        with _refusing(self._path, "cannot be taken apart: a quote is not closed, or a row is longer than 1 MiB"):
            parse = csv.ParseOptions(invalid_row_handler=skip, ignore_empty_lines=False)
            kept = csv.ConvertOptions(
                column_types=dict.fromkeys(columns, pa.string()),
                include_columns=list(columns),
                quoted_strings_can_be_null=False,
            )
            for batch in csv.open_csv(self._path, csv.ReadOptions(use_threads=False), parse, kept):
                yield batch
                rows += len(batch)
        if rows + len(self._broken) < self._lines - 1:
            raise ConfigError(f"{self._path}: a value goes on over several lines; close each quote on its own line")

    def place(self, row: int) -> int:
        """The line of a row that was read; the first line names the columns."""
        line = row + 2
        for other in sorted(self._broken):
            line += other <= line
        return line

    def broken(self) -> Mapping[int, str]:
        """Lines that are no rows, and why."""
        return dict.fromkeys(self._broken, "it has more or fewer columns than the first line")


@contextmanager
def _refusing(path: Path, malformed: str) -> Iterator[None]:
    """Say of a file that cannot be used which it is, and why; never what stands in it."""
    try:
        yield
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror or 'not a file'})") from error
    except pa.ArrowInvalid as error:
        raise ConfigError(f"{path}: {malformed}") from error
    except ValueError as error:  # a NUL in its name, for one
        raise ConfigError(f"{str(path)!r}: cannot be read ({error})") from error


def _check_text(path: Path) -> int:
    """How many lines a table has.

    What is not UTF-8 is refused before it is taken apart, since a row that is read wrongly would be another person's; and a quote
    that its line leaves open, since it would swallow the rows after it.
    """
    lines, quotes, last, decoder = 0, 0, 10, codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                line = lines + 1 + block.count(b"\n", 0, max(error.start, 0))
                raise ConfigError(f"{path}: is not UTF-8 text at line {line}; save it as UTF-8") from None
            text = np.frombuffer(block, np.uint8)
            quote, end = np.flatnonzero(text == 34), np.flatnonzero(text == 10)
            opened = np.flatnonzero((quotes + np.searchsorted(quote, end)) & 1)
            if len(opened):
                told = "opens a quote and does not close it; write each row on a line of its own"
                raise ConfigError(f"{path}: line {lines + 1 + int(opened[0])} {told}")
            lines, quotes, last = lines + len(end), quotes + len(quote), block[-1]
    return lines + (last != 10)
