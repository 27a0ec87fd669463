"""The site's own tables: CSV files about clients and records. Records become tokens while they are read."""

from __future__ import annotations

import codecs
import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
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
    good: int = 0
    """Rows read, one for each record."""
    bad: Counter[str] = field(default_factory=Counter)
    """Why rows were left out, to how many."""
    examples: list[tuple[int, str]] = field(default_factory=list)
    """Some of them: (line, why)."""

    def read(self) -> Iterator[pa.RecordBatch]:
        """The good rows, block by block: `keys` (`record` as token), and if `timed` `since` and `until` (UTC; null: open).

        Raises:
            ConfigError: the file cannot be read, is not UTF-8 text, or lacks a column.
        """
        broken: list[int] = []

        def skip(row: csv.InvalidRow) -> str:
            broken.append(row.number)
            return "skip"

        parse = csv.ParseOptions(invalid_row_handler=skip, ignore_empty_lines=False)
        try:
            self._check_text()
            probe = csv.ParseOptions(invalid_row_handler=lambda _: "skip", ignore_empty_lines=False)
            names = csv.open_csv(self.path, parse_options=probe).schema.names
            kept = csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                include_columns=self._columns(names),
                quoted_strings_can_be_null=False,
            )
            reader = csv.open_csv(self.path, csv.ReadOptions(use_threads=False), parse, kept)
            row = 0
            for batch in reader:
                yield self._good(batch, row, broken)
                row += len(batch)
        except OSError as error:
            raise ConfigError(f"{self.path}: cannot be read ({error.strerror or 'not a file'})") from error
        except pa.ArrowInvalid as error:
            raise ConfigError(f"{self.path}: is no CSV file whose first line names its columns") from error
        except ValueError as error:  # a NUL in its name, for one
            raise ConfigError(f"{str(self.path)!r}: cannot be read ({error})") from error
        for line in broken:
            self._leave_out(line, "it has more or fewer columns than the first line")

    def _check_text(self) -> None:
        """Refuse what is not UTF-8 before it is taken apart: a row that is read wrongly would be another person's."""
        lines, decoder = 1, codecs.getincrementaldecoder("utf-8")()
        with self.path.open("rb") as file:
            while block := file.read(_BLOCK):
                try:
                    decoder.decode(block)
                except UnicodeDecodeError as error:
                    lines += block.count(b"\n", 0, max(error.start, 0))
                    raise ConfigError(f"{self.path}: is not UTF-8 text at line {lines}; save it as UTF-8") from None
                lines += block.count(b"\n")

    def note(self) -> str:
        """What was read, and what was left out with some of the lines."""
        told = f"{self.good:,} {self.row}{'' if self.good == 1 else 's'}"
        if not self.bad:
            return told
        whys = [f"line {line}: {why}" for line, why in sorted(self.examples)]
        lines = "; ".join(whys or (f"{count:,} because {why}" for why, count in self.bad.items()))
        return f"{told}, {self.bad.total():,} {'row' if self.bad.total() == 1 else 'rows'} left out ({lines})"

    def refuse(self, why: str) -> None:
        """Leave out a row that `read` gave and that is of no use after all."""
        self.good -= 1
        self.bad[why] += 1

    def _columns(self, names: list[str]) -> list[str]:
        subject = next((name for name in SUBJECTS if name in names), "record")
        wanted = [subject if key == "record" else key for key in self.keys]
        if not set(wanted) <= set(names):
            needed = " and ".join("record (or person)" if key == "record" else key for key in self.keys)
            raise ConfigError(f"{self.path}: needs the columns {needed}; it has {', '.join(names)}")
        return [*wanted, *(name for name in TIMES if self.timed and name in names)]

    def _good(self, batch: pa.RecordBatch, before: int, broken: list[int]) -> pa.RecordBatch:
        values = {key: Text.from_arrow(batch.column(place)) for place, key in enumerate(self.keys)}
        whys = {f"it names no {key}": value.size == 0 for key, value in values.items()}
        times = {}
        for name in TIMES if self.timed else ():
            place = batch.schema.get_field_index(name)
            column = batch.column(place) if place >= 0 else pa.nulls(len(batch), pa.string())
            times[name], whys[f"its {name} is no ISO 8601 time"] = _moments(column)
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


def _moments(texts: pa.Array) -> tuple[pa.Array, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
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


def _line(row: int, broken: list[int]) -> int:
    """The line of a well-formed row (counted from 0), among broken ones; the first line names the columns."""
    line = row + 2
    for other in sorted(broken):
        line += other <= line
    return line
