"""The words beside a value: `Tel. 555 1234` says what the digits alone do not."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field

END = "\0"
"""Ends every text: values that are read together are joined with it, and no shape and no word reaches across it."""
REACH = 28
"""Characters before a value that are looked at."""


@functools.cache
def compiled(pattern: str, ignore_case: bool) -> re.Pattern[str]:  # noqa: FBT001 - a cache is asked by place
    """The pattern, compiled once and when it is first needed."""
    return re.compile(pattern, re.IGNORECASE if ignore_case else re.NOFLAG)


@dataclass(frozen=True, slots=True)
class Words:
    """Words that speak of a kind, in any case; a Latin word has to begin where a word begins."""

    alternatives: tuple[str, ...]
    """Patterns in the syntax that RE2 and Python share, without groups that capture."""
    reach: int = REACH
    """Characters before the value in which a word has to begin."""
    between: str | None = None
    """What may stand between word and value, as a pattern; None: anything."""
    _written: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        end = "" if self.between is None else rf"(?:{self.between})\Z"
        object.__setattr__(self, "_written", rf"(?<![A-Za-z])(?:{'|'.join(self.alternatives)}){end}")

    @property
    def pattern(self) -> re.Pattern[str]:
        """The words, and what stands between them and the value."""
        return compiled(self._written, True)  # noqa: FBT003 - words are looked for in any case

    @property
    def gate(self) -> str:
        """The words for RE2."""
        return rf"(?i)(?:^|[^A-Za-z])(?:{'|'.join(self.alternatives)})"

    def announce(self, match: re.Match[str]) -> bool:
        """Whether one of the words stands before the match, in its text and within reach."""
        start, text = match.start(), match.string
        if not start or text[start - 1] == END:
            return False
        first = max(0, start - self.reach)
        return self.pattern.search(text, max(first, text.rfind(END, first, start) + 1), start) is not None


def words(*alternatives: str, reach: int = REACH, between: str | None = None) -> Words:
    """The words of a kind."""
    return Words(alternatives, reach, between)
