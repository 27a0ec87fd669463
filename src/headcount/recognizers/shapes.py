"""Recognisers made of shapes: a pattern finds the places, a reading says what each one is.

A pattern is written once, in the syntax that RE2 and Python share, and serves twice: as gate (RE2 tells at what speed memory
allows whether it occurs at all) and for the places themselves. Repeats are bounded and nothing crosses `END`, so that the work
is linear in the text, and values give the same spans whether they are read together or one by one.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable
from dataclasses import KW_ONLY, dataclass, field

from headcount.model.kind import Form, Kind
from headcount.recognizers.context import Words, compiled
from headcount.recognizers.interface import Span
from headcount.recognizers.masks import STARS
from headcount.recognizers.overlaps import settle

Reading = tuple[Kind, Form, bool | None, float]
"""What a place is: its kind, its form, whether the kind's own check passes, and how certain the text alone makes it."""

WORD = "0-9A-Za-z"
"""Characters that may not touch a value: what goes on is another value."""


_OUTLINE = {
    **dict.fromkeys(map(ord, string.digits), "0"),
    **dict.fromkeys(map(ord, string.ascii_uppercase), "A"),
    **dict.fromkeys(map(ord, STARS), "*"),
}


def outline(text: str) -> str:
    """A text with `0` for each digit, `A` for each capital and `*` for each star.

    >>> outline("AB-1990: 7")
    'AA-0000: 0'
    """
    return text.translate(_OUTLINE)


@dataclass(frozen=True, slots=True)
class Shape:
    """One pattern and its reading."""

    body: str
    """The value, in the syntax that RE2 and Python share; bounded repeats, never across `END`. At most one group that captures:
    then only the group is the value, and the rest announces it."""
    read: Callable[[re.Match[str]], Reading | None]
    """What a match is; None where it is nothing after all."""
    left: str = WORD
    """Inside of a character class: what may not stand before the value. Empty: anything may."""
    right: str = WORD
    """The same for what follows."""
    _: KW_ONLY
    behind: str = ""
    """What may not stand before the value, as a pattern of fixed length, where one character says too little."""
    unless: str = ""
    """What may not follow the value, as a pattern."""
    after: Words | None = None
    """Only values that one of these words announces; the words are the gate then."""
    sign: str | tuple[str, ...] = ()
    """Coarse patterns of which one occurs in every text that holds the shape (see `signs`): the gates then, instead of `body`."""
    outline: str = ""
    """What occurs in the outline of every text that holds the shape (see `outline`): looked for first, for that is quick."""
    ignore_case: bool = False
    _written: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        left = f"(?<![{self.left}])" if self.left else ""
        left += f"(?<!{self.behind})" if self.behind else ""
        right = (f"(?![{self.right}])" if self.right else "") + (f"(?!{self.unless})" if self.unless else "")
        object.__setattr__(self, "_written", f"{left}(?:{self.body}){right}")

    @property
    def pattern(self) -> re.Pattern[str]:
        """The places. Compiled when a text first needs it: a text needs few of all shapes."""
        return compiled(self._written, self.ignore_case)

    @property
    def gates(self) -> tuple[str, ...]:
        """One of them occurs wherever the shape does. RE2 has no look-around: neighbours are matched with the value."""
        if self.after is not None:
            return (self.after.gate,)
        if self.sign:
            return (self.sign,) if isinstance(self.sign, str) else self.sign
        left = f"(?:^|[^{self.left}])" if self.left else ""
        right = f"(?:$|[^{self.right}])" if self.right else ""
        return (f"{'(?i)' if self.ignore_case else ''}{left}(?:{self.body}){right}",)

    def find(self, text: str) -> Iterable[Span]:
        """The places that have the shape, left to right."""
        pattern, after = self.pattern, self.after
        group = pattern.groups
        for match in pattern.finditer(text):
            if after is not None and not after.announce(match):
                continue
            reading = self.read(match)
            if reading is not None:
                start, end = match.span(group)
                kind, form, valid, certainty = reading
                yield Span(start, end, kind, form, valid, certainty)


@dataclass(frozen=True, slots=True)
class ShapeRecognizer:
    """One family of kinds that is told by shapes."""

    name: str
    kinds: tuple[Kind, ...]
    shapes: tuple[Shape, ...]

    _owners: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        owners = tuple(number for number, shape in enumerate(self.shapes) for _ in shape.gates)
        object.__setattr__(self, "_owners", owners)

    @property
    def gates(self) -> tuple[str, ...]:
        """The gates of all shapes, in their order."""
        return tuple(gate for shape in self.shapes for gate in shape.gates)

    def find(self, text: str) -> list[Span]:
        """The places that have one of the shapes, left to right; where two overlap, the more certain."""
        return self._find(text, self.shapes)

    def find_by(self, text: str, gates: Iterable[int]) -> list[Span]:
        """The same, where only some gates are known to occur: the shapes of the others need not be tried."""
        return self._find(text, [self.shapes[number] for number in sorted({self._owners[gate] for gate in gates})])

    def _find(self, text: str, shapes: Iterable[Shape]) -> list[Span]:
        drawn = ""
        spans: list[Span] = []
        for shape in shapes:
            if shape.outline:
                drawn = drawn or outline(text)
                if shape.outline not in drawn:
                    continue
            spans += shape.find(text)
        return settle(spans) if len(spans) > 1 else spans
