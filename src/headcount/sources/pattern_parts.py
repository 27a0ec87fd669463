"""What a line of a text log is made of: literals and fields."""

from __future__ import annotations

from dataclasses import dataclass, replace

from headcount.sources.clock import Layout

IGNORED, REQUEST, STATUS, SIZE, TIME, PORT, REST = "", "request", "status", "size", "time", "port", "rest"
"""Roles of fields besides the text columns of an access (`sheet.TEXTS`), `path` and `query`; `REST` is all to the line's end."""


@dataclass(frozen=True, slots=True)
class Literal:
    """Bytes that stand in every line."""

    text: bytes


@dataclass(frozen=True, slots=True)
class Field:
    """A value that differs from line to line."""

    role: str
    """What it is of an access; `IGNORED` when headcount has no use for it."""
    layout: Layout | None = None
    """How a time is written; None for other roles."""
    before: bytes = b""
    """The byte before the field, empty at the line's start. Set by `pattern`."""
    after: bytes = b""
    """The byte after the field, empty at the line's end. Set by `pattern`."""

    @property
    def quoted(self) -> bool:
        """Whether the field stands in quotes, where a backslash escapes the next byte."""
        return self.before == self.after == b'"'

    @property
    def width(self) -> int:
        """Bytes of a field of fixed width; 0 when the width varies."""
        if self.role == STATUS:
            return 3
        return self.layout.width if self.layout else 0


Element = Literal | Field


def pattern(elements: list[Element]) -> tuple[Element, ...]:
    """A pattern of `elements`: neighbouring literals are joined, and each field learns what stands before and after it."""
    joined: list[Element] = []
    for element in elements:
        if isinstance(element, Literal) and joined and isinstance(joined[-1], Literal):
            joined[-1] = Literal(joined[-1].text + element.text)
        elif not isinstance(element, Literal) or element.text:
            joined.append(element)
    for i, element in enumerate(joined):
        if isinstance(element, Field):
            left = joined[i - 1] if i else None
            right = joined[i + 1] if i + 1 < len(joined) else None
            joined[i] = replace(
                element,
                before=left.text[-1:] if isinstance(left, Literal) else b"",
                after=right.text[:1] if isinstance(right, Literal) else b"",
            )
    return tuple(joined)
