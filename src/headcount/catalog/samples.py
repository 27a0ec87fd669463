"""A list that surfaced outside, read into columns, and its values into tokens. Clear text: nothing of it leaves but tokens.

Formats are those of `sources.documents` (CSV and TSV, JSON, JSON lines, text, Parquet, SQLite), plain or compressed, in
UTF-8, UTF-16 or GB 18030. Lines of text are also taken apart at what parts fields in leaked lists (`a----b`, `a:b`, `a|b`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from headcount.catalog import persons, subjects
from headcount.catalog.tokens import Tokenizer
from headcount.errors import InputError
from headcount.model.kind import Kind
from headcount.model.leaves import Leaves
from headcount.model.text import Text
from headcount.sources.documents import recognise
from headcount.sources.documents.interface import Limits, Skip
from headcount.sources.documents.reading import EMPTY, UNKNOWN, Reading

I64 = NDArray[np.int64]

MOST_ROWS, MOST_VALUES, MOST_COLUMNS = 100_000, 3_000_000, 64
"""Of a larger list the first rows are read; in all so many values; columns beyond these are left out."""
LONGEST = 160
"""Characters; longer values identify nobody."""
FULL = f"values after the first {MOST_VALUES:,} were not read"
NARROW = f"columns after the first {MOST_COLUMNS} were not read"
LONG = f"values of more than {LONGEST} characters, which identify nobody"
_APART = re.compile(r"\s*(?:-{2,}|[,;|\t:=\uff1a\uff0c])\s*|\s+")
_IDENTITY = re.compile(r"(?=(?:\D*\d){5})[0-9A-Za-z .-]{6,24}")
_TELLING, _LONGEST_HEADING = 0.8, 40
_MOST_PIECES = 12
_DIGITS = re.compile(r"[\s\-.()+\u2010-\u2015\ufeff]")
_SPREADSHEET = re.compile(r"'?(\d+)(?:\.0+)?")


@dataclass(frozen=True, slots=True, repr=False)
class Column:
    """The values of one column in the clear, as they stand."""

    name: str
    values: list[str]
    row: list[int]
    """Row of each value, from 0; ascending."""

    def __repr__(self) -> str:
        return f"Column(*** x {len(self.values)})"


@dataclass(slots=True, repr=False)
class Sample:
    """What was read of a list."""

    format: str = ""
    rows: int = 0
    aligned: bool = True
    """Whether values with the same row number, of different columns, stand together."""
    columns: dict[str, Column] = field(default_factory=dict)
    skipped: Counter[str] = field(default_factory=Counter)
    """What was not read: a fixed phrase, and how often."""
    _values: int = 0

    def add(self, leaves: Leaves, before: int) -> None:
        """Take in a batch, of which answer 0 of the input is row 0."""
        for path, values, answers in zip(leaves.paths, leaves.values, leaves.answers, strict=True):
            column = self._column(path)
            if column is None or not values:
                continue
            if self._values >= MOST_VALUES:
                self.skipped[FULL] = 1
                return
            self._values += len(values)
            place = answers if self.aligned else range(len(column.values), len(column.values) + len(values))
            for row, value in zip(place, values, strict=True):
                if len(value) <= LONGEST:
                    column.values.append(value)
                    column.row.append(row)
                else:
                    self.skipped[LONG] += 1
        self.rows = max(self.rows, before + leaves.total)

    def _column(self, path: str) -> Column | None:
        known = self.columns.get(path)
        if known is None and len(self.columns) >= MOST_COLUMNS:
            self.skipped[NARROW] = 1
            return None
        return known or self.columns.setdefault(path, Column(path, [], []))


def read_sample(name: str, rows: int = MOST_ROWS, seconds: float = 120.0) -> Sample:
    """Read a list.

    Args:
        name: a file, or - for standard input.
        rows: so many rows are read; what comes after them is told as skipped.
        seconds: and for so long.

    Raises:
        InputError: it is empty, binary, or cannot be opened.
    """
    reading, sample, answers = Reading(name, Limits(rows=rows, seconds=seconds)), Sample(), 0
    for part in reading.file(recognise):
        if isinstance(part, Skip):
            sample.skipped[part.reason] += part.count
        elif isinstance(part, Leaves):
            sample.format = reading.format
            sample.aligned = reading.format not in {"json", "html", "xml"}
            sample.add(part, answers)
            answers += part.total
    sample.columns = {path: column for path, column in sample.columns.items() if column.values}
    if not sample.columns:
        raise InputError(f"{name}: {_nothing(sample)}")
    if not sample.aligned:
        sample.rows = max(len(column.values) for column in sample.columns.values())
    if sample.format == "text":
        _take_apart(sample)
    if sample.format == "csv":
        sample.columns = {column.name: column for column in _named_safely(sample.columns.values())}
    return sample


def _named_safely(columns: Iterable[Column]) -> Iterator[Column]:
    """The columns of a table, those by their place whose heading may be a value.

    The first line of a table without headings is taken for one where nothing in it looks like a number: it may be somebody's
    name. Over a column of numbers or addresses it is a heading.
    """
    for place, column in enumerate(columns, 1):
        looked = column.values[:1000]
        telling = sum(any(c.isdigit() or c == "@" for c in value) for value in looked) >= _TELLING * len(looked)
        plain = telling and len(column.name) <= _LONGEST_HEADING
        yield column if plain else replace(column, name=f"column{place}")


def _nothing(sample: Sample) -> str:
    if EMPTY in sample.skipped or not sample.skipped:
        return "the sample is empty; name a file that holds the list"
    if UNKNOWN in sample.skipped:
        return "is no list: neither text nor a table; unpack it, or export it as CSV"
    return f"nothing could be read ({'; '.join(sample.skipped)})"


def _take_apart(sample: Sample) -> None:
    """The pieces of lines as columns beside the lines themselves."""
    lines = next(iter(sample.columns.values()))
    pieces = [_APART.split(value.strip(), maxsplit=_MOST_PIECES) for value in lines.values]
    width = min(max(map(len, pieces)), _MOST_PIECES)
    for place in range(width if width > 1 else 0):
        held = [(row, parts[place]) for row, parts in zip(lines.row, pieces, strict=True) if len(parts) > place and parts[place]]
        name = f"part {place + 1} of the line"
        sample.columns[name] = Column(name, [value for _, value in held], [row for row, _ in held])


def _as_it_stands(value: str) -> Iterable[bytes]:
    return subjects.canonical(value.strip().encode("utf-8", "surrogatepass"))


def _as_in_answers(value: str) -> Iterable[bytes]:
    return (persons.canonical(value, None),)


def _number(value: str) -> Iterable[bytes]:
    found = _SPREADSHEET.fullmatch(value.strip().replace(",", ""))
    return (found[1].encode(),) if found else ()


def _phone(value: str) -> Iterator[bytes]:
    """As answers have them, then as they may stand in a request: with and without country code and its sign."""
    digits = _DIGITS.sub("", value)
    if not (digits.isascii() and digits.isdigit() and 7 <= len(digits) <= 16):
        return
    plain = persons.canonical(value, Kind.PHONE)
    yield plain
    national = digits.removeprefix("00")
    yield from (national.encode(), b"+" + national.encode())
    if plain.startswith(b"1") and len(plain) == 11:
        yield from (b"86" + plain, b"+86" + plain, b"0086" + plain)


def _identity(value: str) -> Iterable[bytes]:
    return (persons.canonical(value, Kind.NATIONAL_ID_CN),) if _IDENTITY.fullmatch(value.strip()) else ()


SPELLINGS: dict[str, Callable[[str], Iterable[bytes]]] = {
    "as it stands": _as_it_stands,
    "as in answers": _as_in_answers,
    "number": _number,
    "phone": _phone,
    "identity number": _identity,
}
"""How a value is read. A reading only counts where it gives something that those before it do not."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of one column, read one way, under one entity."""

    column: str
    spelling: str
    entity: str
    row: I64
    token: NDArray[np.uint64]


def tokens_of(column: Column, entities: Iterable[str], tokens: Tokenizer, most: int = 0) -> Iterator[Tokens]:
    """The tokens of a column in every spelling and under every entity.

    Args:
        column: whose values.
        entities: what the ledger's records are.
        tokens: the ledger's tokenizer.
        most: take so many values, evenly spread; 0 for all.
    """
    step = -(-len(column.values) // most) if most else 1
    values, rows = column.values[::step], column.row[::step]
    before: list[set[bytes]] = [set() for _ in values]
    entities = tuple(entities)
    for spelling, read in SPELLINGS.items():
        held: list[tuple[int, bytes]] = []
        for place, value in enumerate(values):
            for text in read(value):
                if text and text not in before[place]:
                    before[place].add(text)
                    held.append((rows[place], text))
        if held:
            texts = Text.of([text for _, text in held])
            row = np.array([row for row, _ in held], np.int64)
            for entity in entities:
                yield Tokens(column.name, spelling, entity, row, tokens.tokens(entity, texts))


def is_running(column: Column) -> bool:
    """Whether a column only numbers the rows: 1, 2, 3 ..."""
    found = [int(value) for value in column.values[:1000] if value.isascii() and value.isdigit() and len(value) < 16]
    return len(found) > 1 and len(found) >= 0.95 * len(column.values[:1000]) and bool(np.mean(np.diff(found) == 1) > 0.95)
