"""The fast path of a pattern: all regular lines of a block at once, as arithmetic on the positions of quotes and line feeds.

A line is regular when it has exactly the pattern's quotes, none of them escaped, and what stands between two quotes can be cut
from both ends: literals and fields of fixed width first, then the fields in between at the first byte that ends them. Whatever
is not exactly so is left to the regular expression of the same pattern.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from headcount.sources.interface import Block
from headcount.sources.lines import Cut, cut, pieces
from headcount.sources.pattern_parts import IGNORED, PORT, REQUEST, REST, SIZE, STATUS, TIME, Element, Field, Literal
from headcount.sources.request_line import split_column
from headcount.sources.sheet import Sheet, dash_is_empty
from headcount.sources.spans import Mask, Rows, bytes_at, find, matches, number

_PIECE = 1 << 19
"""Bytes whose lines are read together: few enough for the second-level cache, many enough to hide the cost of a NumPy call."""
_DASH = 45


class VectorReader:
    """Reads regular lines of one pattern."""

    def __init__(self, elements: Sequence[Element]) -> None:
        self.segments = _segments(elements)
        """What stands before the first quote, between each two, and after the last one."""
        self.open_ended = bool(elements) and isinstance(elements[-1], Field) and elements[-1].role == REST

    def read(self, block: Block) -> Sheet:
        """A sheet of the block's lines, in which the regular ones are read."""
        sheet, quotes = Sheet(block), len(self.segments) - 1
        for begin, end in pieces(block, _PIECE):
            for some in cut(block.data, begin, end, quotes, more=self.open_ended):
                self._lines(sheet, sheet.extend(some.start, some.end), some)
        return sheet

    def _lines(self, sheet: Sheet, piece: slice, some: Cut) -> None:
        where = piece if some.regular.all() else np.flatnonzero(some.regular) + piece.start
        left = [sheet.start[where], *(at + 1 for at in some.quotes)]
        right = [*some.quotes, sheet.end[where]]
        lines = _Rows(sheet, where, len(left[0]))
        for segment, start, end in zip(self.segments, left, right, strict=True):
            lines.cut(segment, start, end)
        sheet.read[where] = lines.ok


def _segments(elements: Sequence[Element]) -> list[list[Element]]:
    segments: list[list[Element]] = [[]]
    for element in elements:
        if isinstance(element, Field):
            segments[-1].append(element)
            continue
        first, *rest = element.text.split(b'"')
        segments[-1].extend([Literal(first)] if first else [])
        segments.extend([Literal(part)] if part else [] for part in rest)
    return segments


class _Rows:
    """Some lines of a sheet while they are cut; `ok` is cleared where a line turns out irregular."""

    def __init__(self, sheet: Sheet, where: Rows | slice, lines: int) -> None:
        self.sheet, self.data, self.where = sheet, sheet.block.data, where
        self.ok: Mask = np.ones(lines, np.bool_)

    def cut(self, segment: Sequence[Element], start: Rows, end: Rows) -> None:
        """Read what stands in each [start, end)."""
        items = list(segment)
        while items:
            start = self._from_left(items, start)
            end = self._from_right(items, end)
            if len(items) < 2:
                break
            field, literal = items[0], items[1]
            if not isinstance(field, Field) or not isinstance(literal, Literal):
                self.ok[:] = False
                return
            stop = find(self.data, start, end, literal.text[0])
            self._set(field, start, stop)
            del items[0]
            start = stop
        if not items:
            self.ok &= start == end
            return
        self.ok &= start <= end
        if isinstance(field := items[0], Field):
            if field.after and not field.quoted and field.role not in _ANY_BYTE:
                self.ok &= find(self.data, start, end, field.after[0]) == end
            self._set(field, start, end)

    def _from_left(self, items: list[Element], start: Rows) -> Rows:
        while items:
            item = items[0]
            if isinstance(item, Literal):
                matches(self.data, start, item.text, self.ok)
                start = start + len(item.text)
            elif item.width:
                self._set(item, start, start + item.width)
                start = start + item.width
            else:
                break
            del items[0]
        return start

    def _from_right(self, items: list[Element], end: Rows) -> Rows:
        while items:
            item = items[-1]
            if isinstance(item, Literal):
                end = end - len(item.text)
                matches(self.data, end, item.text, self.ok)
            elif item.width:
                self._set(item, end - item.width, end)
                end = end - item.width
            else:
                break
            del items[-1]
        return end

    def _set(self, field: Field, start: Rows, end: Rows) -> None:
        if field.role in {IGNORED, REST}:
            return
        if field.role == REQUEST:
            self._request(start, end)
        elif field.role == STATUS:
            value, fine = number(self.data, start, np.full(len(start), 3))
            self.ok &= fine
            self.sheet.status[self.where] = value
        elif field.role in {SIZE, PORT}:
            value, fine = number(self.data, start, end - start)
            if field.role == SIZE:
                none = np.flatnonzero(~fine)
                none = none[(end[none] - start[none] == 1) & (bytes_at(self.data, start[none]) == _DASH)]
                value[none], fine[none] = -1, True
                self.sheet.size[self.where] = value
            self.ok &= fine
        elif field.role == TIME and field.layout:
            self.sheet.time[self.where], fine = field.layout.column(self.data, start, end - start)
            self.ok &= fine
        else:
            self._text(field, start, end)

    def _text(self, field: Field, start: Rows, end: Rows) -> None:
        starts, sizes = self.sheet.spans(field.role)
        starts[self.where] = start
        sizes[self.where] = dash_is_empty(self.data, start, end - start)
        if field.role == "address":
            self.ok &= bytes_at(self.data, start) != ord("[")
            if field.after == b":":
                self.ok &= find(self.data, start, end, 32) == end

    def _request(self, start: Rows, end: Rows) -> None:
        method, target, size, fine = split_column(self.data, start, end)
        self.ok &= fine
        for role, at, n in (("method", start, method), ("target", target, size)):
            starts, sizes = self.sheet.spans(role)
            starts[self.where] = at
            sizes[self.where] = n


_ANY_BYTE = {REQUEST, TIME, SIZE, PORT, REST, "account", "forwarded", "user_agent"}
"""Roles whose text may hold the byte that follows the field, or that are checked byte by byte anyway."""
