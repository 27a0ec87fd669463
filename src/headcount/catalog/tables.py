"""The site's own tables: CSV files about clients and records. Records become tokens while they are read."""

from __future__ import annotations

import codecs
import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv

from headcount.catalog import subjects
from headcount.catalog.tokens import Tokenizer
from headcount.errors import ConfigError
from headcount.model.text import Text

SUBJECTS = ("record", "person")
"""Names that the column of identifiers may have."""
TIMES = ("since", "until")
_MOST_EXAMPLES = 5
_BLOCK = 1 << 22
_MOMENT = pa.timestamp("us", tz="UTC")


@dataclass(slots=True)
class Table:
    """One file, as far as it was read."""

    path: Path
    keys: tuple[str, ...]
    """Columns that it must have. `record` holds identifiers and may be called `person`; the others hold text."""
    row: str
    """What the reports call a row, such as `relation`."""
    entity: str = ""
    """What its records are, as the routes name them; not looked at without the column `record`."""
    tokens: Tokenizer | None = field(default=None, repr=False)
    """Makes the tokens of its records; as above."""
    timed: bool = True
    """Whether it may have the columns `since` and `until`."""
    wanted: Mapping[str, tuple[str, Callable[[str], object]]] = field(default_factory=dict)
    """Of some keys, what is said of a text that is none (`it is no network`), and what raises ValueError for it."""
    good: int = 0
    """Rows read, one for each record."""
    bad: Counter[str] = field(default_factory=Counter)
    """Why rows were left out, to how many."""
    examples: list[tuple[int, str]] = field(default_factory=list)
    """Some of them: (line, why)."""
    columns: list[str] = field(default_factory=list)
    """Its columns that are read, `keys` first; empty until `check`."""
    lines: int = 0
    """How many lines it has, the first one too."""

    def check(self) -> None:
        """See that it can be read at all, before the log is: its text, its quotes, and the columns of its first line.

        Raises:
            ConfigError: it is no regular file, cannot be read, is no UTF-8 text, or lacks a column or has one twice.
        """
        with _refusing(self.path, "is no CSV file whose first line names its columns"):
            if self.path.exists() and not (self.path.is_file() or self.path.is_dir()):
                raise ConfigError(f"{self.path}: is no regular file, and is read twice; write it to one")
            self.lines = _check_text(self.path)
            probe = csv.ParseOptions(invalid_row_handler=lambda _: "skip", ignore_empty_lines=False)
            self.columns = self._columns(csv.open_csv(self.path, parse_options=probe).schema.names)

    def read(self) -> Iterator[pa.RecordBatch]:
        """The good rows, block by block: `keys` (`record` as token), and if `timed` `since` and `until` (UTC; null: open).

        Raises:
            ConfigError: as `check`; or it cannot be taken apart.
        """
        if not self.columns:
            self.check()
        broken: list[int] = []

        def skip(row: csv.InvalidRow) -> str:
            broken.append(row.number)
            return "skip"

        row = 0
        with _refusing(self.path, "cannot be taken apart: a quote is not closed, or a row is longer than 1 MiB"):
            parse = csv.ParseOptions(invalid_row_handler=skip, ignore_empty_lines=False)
            kept = csv.ConvertOptions(
                column_types=dict.fromkeys(self.columns, pa.string()),
                include_columns=self.columns,
                quoted_strings_can_be_null=False,
            )
            for batch in csv.open_csv(self.path, csv.ReadOptions(use_threads=False), parse, kept):
                yield self._good(batch, row, broken)
                row += len(batch)
        if row + len(broken) < self.lines - 1:
            raise ConfigError(f"{self.path}: a value goes on over several lines; close each quote on its own line")
        for line in broken:
            self._leave_out(line, "it has more or fewer columns than the first line")

    def note(self) -> str:
        """What was read, and what was left out with some of the lines."""
        told = f"{self.good:,} {_plural(self.row, self.good)}"
        if not self.bad:
            return told
        lines = "; ".join(f"line {line}: {why}" for line, why in sorted(self.examples))
        return f"{told}, {self.bad.total():,} {_plural('row', self.bad.total())} left out ({lines})"

    def _columns(self, names: list[str]) -> list[str]:
        subject = next((name for name in SUBJECTS if name in names), "record")
        wanted = [subject if key == "record" else key for key in self.keys]
        if not set(wanted) <= set(names):
            needed = " and ".join("record (or person)" if key == "record" else key for key in self.keys)
            raise ConfigError(f"{self.path}: needs the {_plural('column', len(self.keys))} {needed}; {self._header(names)}")
        used = [*wanted, *(name for name in TIMES if self.timed and name in names)]
        twice = next((name for name in used if names.count(name) > 1), None)
        if twice is not None:
            raise ConfigError(f"{self.path}: has the column {twice} twice; leave one out, or give it another name")
        if "record" in self.keys and set(SUBJECTS) <= set(names):
            raise ConfigError(
                f"{self.path}: has the columns {' and '.join(SUBJECTS)}; give the one that is not meant another name"
            )
        return used

    def _header(self, names: list[str]) -> str:
        """What the first line has. It is quoted only where it names a column: else it may be a row, and name people."""
        known = {*self.keys, *SUBJECTS, *TIMES}
        if known & set(names):
            return f"it has {', '.join(names)}"
        if len(names) == 1 and known & set(re.split(r"[;\t|]", names[0])):
            return "separate them by commas"
        return f"its first line names none of them, in {len(names)} {_plural('column', len(names))}"

    def _good(self, batch: pa.RecordBatch, before: int, broken: list[int]) -> pa.RecordBatch:
        values = {key: Text.from_arrow(batch.column(place)) for place, key in enumerate(self.keys)}
        whys = {f"it names no {key}": value.size == 0 for key, value in values.items()}
        for key, (why, parse) in self.wanted.items():
            whys[why] = _refused(batch.column(self.keys.index(key)), parse)
        times = {}
        for name in TIMES if self.timed else ():
            place = batch.schema.get_field_index(name)
            column = batch.column(place) if place >= 0 else pa.nulls(len(batch), pa.string())
            times[name], whys[f"its {name} is no ISO 8601 time"] = _moments(column)
        if self.timed:
            ended = pc.less_equal(times["until"], times["since"]).fill_null(fill_value=False)
            whys["its until is not after its since"] = ended.to_numpy(zero_copy_only=False)
        bad = np.zeros(len(batch), np.bool_)
        for why, rows in whys.items():
            for row in np.flatnonzero(rows & ~bad).tolist():
                self._leave_out(_line(before + row, broken), why)
            bad |= rows
        columns = {key: batch.column(place) for place, key in enumerate(self.keys)}
        picked = pa.array(np.flatnonzero(~bad))
        if self.tokens is not None:
            owner, identifiers = subjects.records(values["record"])
            good = ~bad[owner]
            picked = pa.array(owner[good])
            columns["record"] = pa.array(self.tokens.tokens(self.entity, identifiers.take(good)))
        self.good += len(picked)
        told = [columns[key] if key == "record" else columns[key].take(picked) for key in self.keys]
        return pa.record_batch([*told, *(column.take(picked) for column in times.values())], schema=self._schema())

    def _schema(self) -> pa.Schema:
        kinds = [(key, pa.uint64() if key == "record" else pa.string()) for key in self.keys]
        return pa.schema([*kinds, *((name, _MOMENT) for name in TIMES if self.timed)])

    def _leave_out(self, line: int, why: str) -> None:
        self.bad[why] += 1
        if len(self.examples) < _MOST_EXAMPLES:
            self.examples.append((line, why))


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


def _refused(texts: pa.Array, parse: Callable[[str], object]) -> NDArray[np.bool_]:
    """Which texts `parse` does not take."""
    encoded = texts.dictionary_encode()
    wrong = []
    for text in encoded.dictionary.to_pylist():
        try:
            parse(text)
            wrong.append(False)
        except ValueError:
            wrong.append(True)
    refused: NDArray[np.bool_] = np.array([*wrong, False], np.bool_)[encoded.indices.to_numpy(zero_copy_only=False)]
    return refused


def _moments(texts: pa.Array) -> tuple[pa.Array, NDArray[np.bool_]]:
    """Times in UTC, null where the text is empty, and which texts are no times. A time without a zone is UTC."""
    encoded = texts.fill_null("").dictionary_encode()
    values, wrong = [], []
    for text in encoded.dictionary.to_pylist():
        try:
            moment = dt.datetime.fromisoformat(text) if text else None
            values.append(moment and (moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)))
            wrong.append(False)
        except (ValueError, OverflowError):
            values.append(None)
            wrong.append(True)
    places = encoded.indices.to_numpy(zero_copy_only=False)
    return pa.array(values, _MOMENT).take(encoded.indices), np.array([*wrong, False], np.bool_)[places]


def _plural(noun: str, count: int) -> str:
    return noun if count == 1 else f"{noun}s"


def _line(row: int, broken: list[int]) -> int:
    """The line of a well-formed row (counted from 0), among broken ones; the first line names the columns."""
    line = row + 2
    for other in sorted(broken):
        line += other <= line
    return line
