"""Mechanism: a pattern as a short program that a compiled loop runs over each line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.compiled import Scalar, compiled
from headcount.sources.pattern_parts import IGNORED, PORT, REQUEST, REST, SIZE, STATUS, TIME, Element, Field, Literal
from headcount.sources.spans import Bytes, Mask, Rows

_LITERAL_LEFT, _LITERAL_RIGHT, _FIXED_RIGHT, _FIXED_LEFT, _UNTIL, _REST, _EMPTY, _IMPOSSIBLE = range(8)
"""Steps: a literal or a field of fixed width cut off at either end, a field up to a byte, all that is left, nothing left."""
_SPAN, _TEXT, _ADDRESS, _HOST, _NUMBER, _SIZE = range(6)
"""What is kept of a field: where it stands; the same with a lone `-` as empty; that of an address, or one before a port, that is
also checked; its number; its number with `-` as -1."""
_QUOTE, _BACKSLASH, _DASH, _SPACE, _BRACKET = 34, 92, 45, 32, 91
_MOST_DIGITS = 16
_ANY_BYTE = {REQUEST, TIME, SIZE, PORT, REST, "account", "forwarded", "user_agent"}
"""Roles whose text may hold the byte that follows the field, or that are checked byte by byte anyway."""

Steps = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cut:
    """What a program found in some lines. Arrays have one row a field of the program, one column a line."""

    start: Rows
    """First byte of each field."""
    size: Rows
    """Its bytes; of numbers, the number."""
    ok: Mask
    """Which lines are regular; of the others the arrays say nothing."""


class Program:
    """How the regular lines of one pattern are cut."""

    def __init__(self, elements: Sequence[Element]) -> None:
        self.fields: list[Field] = []
        """The fields that are kept, in the order of `Cut`."""
        self._literals = bytearray()
        segments = _segments(elements)
        self.quotes = len(segments) - 1
        """Quotes in a regular line."""
        steps = [self._steps(segment) for segment in segments]
        self._of = np.cumsum([0, *map(len, steps)])
        self._code: Steps = np.array([step for segment in steps for step in segment], np.int64).reshape(-1, 4)
        self._unsure = np.array([bool(s) and isinstance(s[-1], Field) for s in segments[:-1]] + [False], np.bool_)
        self._text = np.frombuffer(bytes(self._literals) or b"\0", np.uint8)

    def cut(self, data: Bytes, marks: Rows, first: Rows, start: Rows, end: Rows) -> Cut:
        """Cut lines that have the pattern's number of quotes.

        Args:
            data: the block's bytes.
            marks: positions of quotes and line feeds.
            first: for each line the place in `marks` of its first quote.
            start: where each line begins.
            end: where it ends, without its line end.
        """
        shape = (len(self.fields), len(first))
        cut = Cut(np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.zeros(len(first), np.bool_))
        _cut(data, marks, first, start, end, (self._of, self._code, self._unsure, self._text), cut.start, cut.size, cut.ok)
        return cut

    def _steps(self, segment: Sequence[Element]) -> list[tuple[int, int, int, int]]:
        """(step, field or place of the literal, its width or byte, what is kept) for what stands between two quotes."""
        items, steps = list(segment), list[tuple[int, int, int, int]]()
        while items:
            while items and (step := self._fixed(items[0], _LITERAL_LEFT, _FIXED_LEFT)):
                steps.append(step)
                del items[0]
            while items and (step := self._fixed(items[-1], _LITERAL_RIGHT, _FIXED_RIGHT)):
                steps.append(step)
                del items[-1]
            if len(items) < 2:
                break
            field, literal = items[0], items[1]
            if not isinstance(field, Field) or not isinstance(literal, Literal):
                return [(_IMPOSSIBLE, 0, 0, 0)]
            steps.append((_UNTIL, *self._kept(field, literal.text[0])))
            del items[0]
        if items and isinstance(field := items[0], Field):
            checked = field.after and not field.quoted and field.role not in _ANY_BYTE
            return [*steps, (_REST, *self._kept(field, field.after[0] if checked else -1))]
        return [*steps, (_EMPTY, 0, 0, 0)]

    def _fixed(self, item: Element, literal: int, field: int) -> tuple[int, int, int, int] | None:
        """The step that cuts off a literal or a field of fixed width; None for any other."""
        if isinstance(item, Literal):
            self._literals += item.text
            return literal, len(self._literals) - len(item.text), len(item.text), 0
        return (field, *self._kept(item, item.width)) if item.width else None

    def _kept(self, field: Field, argument: int) -> tuple[int, int, int]:
        """(number of the field or -1, `argument`, what is kept)."""
        if field.role in {IGNORED, REST}:
            return -1, argument, _SPAN
        self.fields.append(field)
        kinds = {REQUEST: _SPAN, TIME: _SPAN, STATUS: _NUMBER, PORT: _NUMBER, SIZE: _SIZE}
        kind = kinds.get(field.role, _TEXT)
        if field.role == "address":
            kind = _HOST if field.after == b":" else _ADDRESS
        return len(self.fields) - 1, argument, kind


def _segments(elements: Sequence[Element]) -> list[list[Element]]:
    """What stands before the first quote, between each two, and after the last one."""
    segments: list[list[Element]] = [[]]
    for element in elements:
        if isinstance(element, Field):
            segments[-1].append(element)
            continue
        first, *rest = element.text.split(b'"')
        segments[-1].extend([Literal(first)] if first else [])
        segments.extend([Literal(part)] if part else [] for part in rest)
    return segments


@compiled
def _first(data: Bytes, at: Scalar, end: Scalar, byte: Scalar) -> Scalar:
    """Position of the first `byte` in [at, end); `end` where it is not there."""
    while at < end and data[at] != byte:
        at += 1
    return at


@compiled
def _stands(data: Bytes, at: Scalar, text: Bytes, place: Scalar, size: Scalar) -> Scalar:
    """Whether `text[place : place + size]` stands at a position."""
    fits = at >= 0 and at + size <= len(data)
    byte = 0
    while fits and byte < size:
        fits = data[at + byte] == text[place + byte]
        byte += 1
    return fits


@compiled
def _number(data: Bytes, at: Scalar, size: Scalar) -> Scalar:
    """The decimal number of at most 16 digits in a span; -1 when it is none."""
    if size < 1 or size > _MOST_DIGITS:
        return np.int64(-1)
    total = np.int64(0)
    for place in range(at, at + size):
        digit = np.int64(data[place]) - 48
        if digit < 0 or digit > 9:
            return np.int64(-1)
        total = total * 10 + digit
    return total


@compiled
def _keep(data: Bytes, at: Scalar, size: Scalar, kind: Scalar) -> Scalar:
    """What `Cut.size` holds of a field; -2 when the field is not regular."""
    if size < 0 or at < 0 or at + size > len(data):
        return np.int64(-2)
    dash = size == 1 and data[at] == _DASH
    if kind >= _NUMBER:
        value = _number(data, at, size)
        return np.int64(-1) if dash and kind == _SIZE else (value if value >= 0 else np.int64(-2))
    if kind >= _ADDRESS and size > 0 and data[at] == _BRACKET:
        return np.int64(-2)
    if kind == _HOST and _first(data, at, at + size, _SPACE) < at + size:
        return np.int64(-2)
    return np.int64(0) if dash and kind != _SPAN else np.int64(size)


@compiled
def _segment(  # noqa: C901  # one step machine; in pieces each line would cost several calls more
    data: Bytes, left: Scalar, right: Scalar, code: Steps, steps: range, text: Bytes, row: Scalar, starts: Rows, sizes: Rows
) -> Scalar:
    """Cut what stands in [left, right) of one line; whether it is regular."""
    for place in steps:
        step, field, argument, kind = code[place, 0], code[place, 1], code[place, 2], code[place, 3]
        at, size = left, argument
        if _LITERAL_RIGHT <= step <= _FIXED_RIGHT:
            right -= argument
            at = right
        elif step == _UNTIL:
            size = _first(data, left, min(right, len(data)), argument) - left
        elif step >= _REST:
            size = right - left
            if size < 0 or step == _IMPOSSIBLE or (step == _EMPTY and size > 0):
                return False
            if step == _REST and argument >= 0 and _first(data, left, right, argument) < right:
                return False
        if at == left:
            left += size
        if step <= _LITERAL_RIGHT:
            if not _stands(data, at, text, field, argument):
                return False
        elif field >= 0 and step != _EMPTY:
            sizes[field, row] = _keep(data, at, size, kind)
            starts[field, row] = at
            if sizes[field, row] < -1:
                return False
    return True


@compiled
def _cut(
    data: Bytes,
    marks: Rows,
    first: Rows,
    begin: Rows,
    end: Rows,
    program: tuple[Steps, Steps, Mask, Bytes],
    starts: Rows,
    sizes: Rows,
    ok: Mask,
) -> None:
    of, code, unsure, text = program
    last = len(unsure) - 1
    for row in range(len(first)):
        left, fine, segment = begin[row], True, 0
        while fine and segment <= last:
            right = end[row] if segment == last else marks[first[row] + segment]
            fine = not (unsure[segment] and right > 0 and data[right - 1] == _BACKSLASH)
            fine = fine and _segment(data, left, right, code, range(of[segment], of[segment + 1]), text, row, starts, sizes)
            left, segment = right + 1, segment + 1
        ok[row] = fine
