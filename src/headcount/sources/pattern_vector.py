"""The fast path of a pattern: all regular lines of a block, cut by one compiled loop from the positions of quotes and line feeds.

A line is regular when it has exactly the pattern's quotes, none of them escaped, and what stands between two quotes can be cut
from both ends: literals and fields of fixed width first, then the fields in between at the first byte that ends them. Whatever
is not exactly so is left to the regular expression of the same pattern.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from headcount.sources.interface import Block
from headcount.sources.lines import bounds, pieces, positions
from headcount.sources.pattern_cut import Cut, Program
from headcount.sources.pattern_parts import REQUEST, REST, SIZE, STATUS, TIME, Element, Field
from headcount.sources.request_line import split_column
from headcount.sources.sheet import Sheet
from headcount.sources.spans import Rows

_PIECE = 1 << 20
"""Bytes whose lines are read together: few enough for the second-level cache, many enough to hide the cost of a NumPy call."""
_QUOTE, _FEED = 34, 10


class VectorReader:
    """Reads regular lines of one pattern."""

    def __init__(self, elements: Sequence[Element]) -> None:
        self.program = Program(elements)
        """How a line is cut."""
        self.open_ended = bool(elements) and isinstance(elements[-1], Field) and elements[-1].role == REST

    def read(self, block: Block) -> Sheet:
        """A sheet of the block's lines, in which the regular ones are read."""
        sheet = Sheet(block)
        for begin, end in pieces(block, _PIECE):
            marks = positions(block.data, begin, end, _QUOTE, _FEED)
            if block.data[end - 1] != _FEED:
                marks = np.append(marks, end)
            ends = np.flatnonzero(block.data[marks] != _QUOTE)
            self._piece(sheet, sheet.extend(*bounds(block.data, begin, marks[ends])), marks, ends)
        return sheet

    def _piece(self, sheet: Sheet, piece: slice, marks: Rows, ends: Rows) -> None:
        marked = np.diff(ends, prepend=-1)
        marked -= 1
        regular = marked >= self.program.quotes if self.open_ended else marked == self.program.quotes
        if regular.all():
            where: Rows | slice = piece
            first = ends - marked
        else:
            rows = np.flatnonzero(regular)
            where, first = rows + piece.start, (ends - marked)[rows]
        cut = self.program.cut(sheet.block.data, marks, first, sheet.start[where], sheet.end[where])
        for number, field in enumerate(self.program.fields):
            _keep(sheet, where, cut, number, field)
        sheet.read[where] = cut.ok


def _keep(sheet: Sheet, where: Rows | slice, cut: Cut, number: int, field: Field) -> None:
    """Write what one field holds into the sheet's columns; clears `cut.ok` where it cannot be read."""
    data, start, size = sheet.block.data, cut.start[number], cut.size[number]
    if field.role == REQUEST:
        method, target, length, fine = split_column(data, start, start + size)
        np.logical_and(cut.ok, fine, out=cut.ok)
        for role, at, n in (("method", start, method), ("target", target, length)):
            starts, sizes = sheet.spans(role)
            starts[where], sizes[where] = at, n
    elif field.role == STATUS:
        sheet.status[where] = size
    elif field.role == SIZE:
        sheet.size[where] = size
    elif field.role == TIME and field.layout:
        sheet.time[where], fine = field.layout.column(data, start, size)
        np.logical_and(cut.ok, fine, out=cut.ok)
    elif field.role != TIME:
        starts, sizes = sheet.spans(field.role)
        starts[where], sizes[where] = start, size
