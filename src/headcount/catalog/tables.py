"""The site's own tables about clients and records: CSV, Parquet, queries. Records become tokens while they are read."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from headcount.catalog import subjects
from headcount.catalog.rows import Rows, rows_of
from headcount.catalog.tokens import Tokenizer
from headcount.errors import ConfigError
from headcount.model.text import Text

SUBJECTS = ("record", "person")
"""Names that the column of identifiers may have."""
TIMES = ("since", "until")
_MOST_EXAMPLES = 5
_MOMENT = pa.timestamp("us", tz="UTC")


@dataclass(slots=True)
class Table:
    """One table, as far as it was read."""

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
    """Some of them: (line, or row where there are no lines; why)."""
    columns: list[str] = field(default_factory=list)
    """Its columns that are read, `keys` first; empty until `check`."""
    rows: Rows | None = field(default=None, repr=False)
    """Where its rows come from; found by the file `path` in `check` unless given, and `path` is then what messages name."""

    def check(self) -> None:
        """See that it can be read at all, before the log is: its form, and the columns that it has.

        Raises:
            ConfigError: it cannot be read, is of no known form, or lacks a column or has one twice.
        """
        self.rows = self.rows or rows_of(self.path)
        self.columns = self._columns(self.rows, self.rows.columns())
        self.rows.check(self.columns, TIMES)

    def read(self) -> Iterator[pa.RecordBatch]:
        """The good rows, block by block: `keys` (`record` as token), and if `timed` `since` and `until` (UTC; null: open).

        Raises:
            ConfigError: as `check`; or it cannot be taken apart.
        """
        if self.rows is None or not self.columns:
            self.check()
        assert self.rows is not None  # noqa: S101  # `check` has found them
        row = 0
        for batch in self.rows.read(self.columns):
            yield self._good(batch, row, self.rows)
            row += len(batch)
        for place, why in self.rows.broken().items():
            self._leave_out(place, why)

    def note(self) -> str:
        """What was read, and what was left out with some of the lines."""
        told = f"{self.good:,} {_plural(self.row, self.good)}"
        if not self.bad:
            return told
        row = self.rows.row if self.rows else "line"
        places = "; ".join(f"{row} {place}: {why}" for place, why in sorted(self.examples))
        return f"{told}, {self.bad.total():,} {_plural('row', self.bad.total())} left out ({places})"

    def _columns(self, rows: Rows, names: list[str]) -> list[str]:
        subject = next((name for name in SUBJECTS if name in names), "record")
        wanted = [subject if key == "record" else key for key in self.keys]
        if not set(wanted) <= set(names):
            needed = " and ".join("record (or person)" if key == "record" else key for key in self.keys)
            told = rows.told(names, {*self.keys, *SUBJECTS, *TIMES})
            raise ConfigError(f"{self.path}: needs the {_plural('column', len(self.keys))} {needed}; {told}")
        used = [*wanted, *(name for name in TIMES if self.timed and name in names)]
        twice = next((name for name in used if names.count(name) > 1), None)
        if twice is not None:
            raise ConfigError(f"{self.path}: has the column {twice} twice; leave one out, or give it another name")
        if "record" in self.keys and set(SUBJECTS) <= set(names):
            raise ConfigError(
                f"{self.path}: has the columns {' and '.join(SUBJECTS)}; give the one that is not meant another name"
            )
        return used

    def _good(self, batch: pa.RecordBatch, before: int, source: Rows) -> pa.RecordBatch:
        values = {key: Text.from_arrow(batch.column(place)) for place, key in enumerate(self.keys)}
        whys = {f"it names no {key}": value.size == 0 for key, value in values.items()}
        for key, (why, parse) in self.wanted.items():
            whys[why] = _refused(batch.column(self.keys.index(key)), parse)
        times = {}
        for name in TIMES if self.timed else ():
            place = batch.schema.get_field_index(name)
            column = batch.column(place) if place >= 0 else pa.nulls(len(batch), _MOMENT)
            times[name], whys[f"its {name} is no ISO 8601 time"] = _moments(column)
        if self.timed:
            ended = pc.less_equal(times["until"], times["since"]).fill_null(fill_value=False)
            whys["its until is not after its since"] = ended.to_numpy(zero_copy_only=False)
        bad = np.zeros(len(batch), np.bool_)
        for why, rows in whys.items():
            for row in np.flatnonzero(rows & ~bad).tolist():
                self._leave_out(source.place(before + row), why)
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

    def _leave_out(self, place: int, why: str) -> None:
        self.bad[why] += 1
        if len(self.examples) < _MOST_EXAMPLES:
            self.examples.append((place, why))


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
    """Times in UTC, null where the text is empty, and which texts are no times. A time without a zone is UTC.

    Moments are times already.
    """
    if pa.types.is_timestamp(texts.type):
        return texts, np.zeros(len(texts), np.bool_)
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
