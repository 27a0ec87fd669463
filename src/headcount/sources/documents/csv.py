"""Comma-separated values (RFC 4180), also with semicolons, tabs or bars: each row is an answer."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from headcount.sources.documents.answers import LATE, Pairs, many_answers
from headcount.sources.documents.charset import declared, to_text
from headcount.sources.documents.content import Content
from headcount.sources.documents.gather import LONGEST
from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.interface import Limits, Part

_DELIMITERS = ",;\t|"
_LOOKED_AT = 20
_FEWEST_ROWS = 2
_VALUE = re.compile(r"\d{4,}|@|^\W*$|^[\d.,:+-]+$|^.{81}", re.DOTALL)
"""What a column's heading does not look like."""

LARGEST_CELL = 1 << 20
"""Characters; a quote that is never closed makes the rest of the file one cell."""

csv.field_size_limit(LARGEST_CELL)


@dataclass(frozen=True, slots=True)
class Csv:
    """Rows of separated values, with or without headings."""

    name: str = "csv"
    media: tuple[str, ...] = ("text/csv", "application/csv", "text/tab-separated-values")

    def recognise(self, head: bytes) -> bool:
        """Whether at least two rows have the same number of columns, more than one."""
        if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
            return False
        return bool(_delimiter(to_text(head)))

    def leaves(self, text: bytes, media: str) -> Iterator[tuple[str, str]]:
        """One answer that holds many: a list of its rows."""
        lines = to_text(text, declared(media)).splitlines(keepends=True)
        _, rows = _table(lines, _delimiter("".join(lines[:_LOOKED_AT])) or ",")
        for row in rows:
            if not isinstance(row, str):
                yield from ((f"[].{path}", value) for path, value in row)

    def read(self, content: Content, limits: Limits) -> Iterator[Part]:
        """Each row an answer; the headings are the paths."""
        start = to_text(content.head)
        names, rows = _table(_texts(content, limits), _delimiter(start) or ",")
        return many_answers(content, rows, limits, names)


def _texts(content: Content, limits: Limits) -> Iterator[str]:
    """The lines as text. UTF-16 has no lines of bytes: it is read as a whole."""
    if content.head.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield from to_text(content.whole(limits.whole)).splitlines(keepends=True)
        return
    for line in content.lines():
        if line is None:
            raise Unreadable("line longer than 16 MiB")
        if content.late:
            raise Unreadable(LATE)
        yield to_text(line) + "\n"


def _table(lines: Iterable[str], delimiter: str) -> tuple[tuple[str, ...], Iterator[Pairs | str]]:
    """The names of the columns, and the rows."""
    rows = _parsed(lines, delimiter)
    first = next(rows, [])
    if isinstance(first, str):
        return (), chain((first,), _named(rows, ()))
    if _is_heading(first):
        names = _headings(first)
        return names, _named(rows, names)
    return (), _named(chain((first,), rows), ())


def _parsed(lines: Iterable[str], delimiter: str) -> Iterator[list[str] | str]:
    """The rows that are not empty; a reason for what no row can be made of."""
    reader = csv.reader(iter(lines), delimiter=delimiter)
    while True:
        try:
            if row := next(reader):
                yield row
        except csv.Error:
            yield "broken row, or a cell larger than 1 MiB"
        except StopIteration:
            return


def _named(rows: Iterator[list[str] | str], names: tuple[str, ...]) -> Iterator[Pairs | str]:
    for row in rows:
        if isinstance(row, str):
            yield row
        else:
            yield [(names[at] if at < len(names) else f"column{at + 1}", value[: LONGEST + 1]) for at, value in enumerate(row)]


def _headings(row: list[str]) -> tuple[str, ...]:
    names: list[str] = []
    for at, cell in enumerate(row):
        name = " ".join(cell.split()) or f"column{at + 1}"
        names.append(name if name not in names else f"{name} ({at + 1})")
    return tuple(names)


def _is_heading(row: list[str]) -> bool:
    named = [cell for cell in row if cell.strip()]
    return bool(named) and len(set(named)) == len(named) and not any(_VALUE.search(cell) for cell in named)


def _delimiter(text: str) -> str:
    """What parts most of the first rows into the same number of columns; empty when nothing does."""
    lines = text.splitlines()
    lines = (lines if len(text) < 1 << 12 else lines[:-1])[:_LOOKED_AT]
    best, most = "", 1
    for delimiter in _DELIMITERS:
        widths = [len(row) for row in _parsed(lines, delimiter) if not isinstance(row, str)]
        if len(widths) < _FEWEST_ROWS:
            continue
        usual = max(set(widths), key=widths.count)
        odd = len(widths) - widths.count(usual)
        if usual > most and widths.count(usual) >= _FEWEST_ROWS and odd <= max(1, len(widths) // 10):
            best, most = delimiter, usual
    return best


CSV = Csv()
