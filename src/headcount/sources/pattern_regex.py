"""The slow path of a pattern: one regular expression a line, for the lines that the vectorised reader declares irregular."""

from __future__ import annotations

import re
from collections.abc import Sequence

from headcount.sources.lines import NO_REQUEST, NO_TIME
from headcount.sources.pattern_parts import IGNORED, PORT, REQUEST, REST, SIZE, STATUS, TIME, Element, Field, Literal
from headcount.sources.request_line import is_http, split
from headcount.sources.sheet import PATH, QUERY, TEXTS, Sheet
from headcount.sources.spans import buffer

_QUOTED = rb'(?:[^"\\]|\\.)*'
_BY_ROLE = {STATUS: rb"\d{3}|-", SIZE: rb"\d{1,16}|-", PORT: rb"\d{1,5}", REST: rb".*"}
_LAZY = {"account", "forwarded", "user_agent", REQUEST}
_SPACED = rb'[^"]{0,2000}?'
"""Text that may hold spaces outside of quotes: bounded, so that a line that does not match is given up soon."""


def line_regex(elements: Sequence[Element]) -> bytes:
    """The regular expression of a whole line; field i of `elements` is group `f<i>` unless it is ignored."""
    regex = b""
    for i, element in enumerate(elements):
        if isinstance(element, Literal):
            regex += re.escape(element.text)
        elif element.role in {IGNORED, PORT, REST}:
            regex += b"(?:" + _value(element) + b")"
        else:
            regex += b"(?P<f%d>" % i + _value(element) + b")"
    return regex


def _value(field: Field) -> bytes:
    if field.role == TIME and field.layout:
        return field.layout.regex
    if field.role in _BY_ROLE:
        return _BY_ROLE[field.role]
    if field.quoted:
        return _QUOTED
    if field.role in _LAZY:
        return _SPACED
    if field.role == "address" and field.after == b":":
        return rb'[^\s"]{0,64}?'
    return b"[^" + re.escape(field.after) + rb'"]*' if field.after else rb'[^"]*?'


class LineReader:
    """Reads single lines by the regular expression of one pattern."""

    def __init__(self, elements: Sequence[Element]) -> None:
        self.match = re.compile(line_regex(elements), re.DOTALL).fullmatch
        """Matches a whole line, given as the arguments (buffer, start, end)."""
        self._texts = TEXTS + ((PATH, QUERY) if any(isinstance(e, Field) and e.role == PATH for e in elements) else ())
        self._fields = [
            (f"f{i}", e) for i, e in enumerate(elements) if isinstance(e, Field) and e.role not in {IGNORED, PORT, REST}
        ]

    def fill(self, sheet: Sheet, rows: Sequence[int]) -> list[int]:
        """Read `rows` of the sheet; returns those that are no lines of this pattern."""
        raw, rest = buffer(sheet.block.data), []
        for row, start, end in zip(rows, sheet.start[rows].tolist(), sheet.end[rows].tolist(), strict=True):
            match = self.match(raw, start, end)
            if not match:
                rest.append(row)
            elif reason := self._row(sheet, row, raw, match):
                sheet.reasons.setdefault(reason, []).append(row)
            else:
                sheet.read[row] = True
        return rest

    def _row(self, sheet: Sheet, row: int, raw: memoryview, match: re.Match[bytes]) -> str:
        sheet.status[row], sheet.size[row] = 0, -1
        for role in self._texts:
            sheet.spans(role)[1][row] = 0
        for name, field in self._fields:
            start, end = match.span(name)
            text = bytes(raw[start:end])
            if field.role == TIME and field.layout:
                moment = field.layout.parse(text)
                if moment is None:
                    return NO_TIME
                sheet.time[row] = moment
            elif field.role == STATUS:
                sheet.status[row] = 0 if text == b"-" else int(text)
            elif field.role == SIZE:
                sheet.size[row] = -1 if text == b"-" else int(text)
            elif field.role == REQUEST:
                if not is_http(text):
                    return NO_REQUEST
                _request(sheet, row, text, start)
            else:
                _text(sheet, row, field, text, start)
        return ""


def _text(sheet: Sheet, row: int, field: Field, text: bytes, start: int) -> None:
    if field.role == "address" and text[:1] == b"[" and text[-1:] == b"]":
        start, text = start + 1, text[1:-1]
    starts, sizes = sheet.spans(field.role)
    starts[row], sizes[row] = start, 0 if text == b"-" else len(text)


def _request(sheet: Sheet, row: int, text: bytes, start: int) -> None:
    (method, method_size), (target, target_size) = sheet.spans("method"), sheet.spans("target")
    ends, begin, end = split(text)
    method[row], method_size[row] = start, ends
    target[row], target_size[row] = start + begin, end - begin
