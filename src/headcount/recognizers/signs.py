"""Signs: the few coarse patterns that the gates of this shelf are made of.

An automaton over many patterns that each count something of their own has a state for every mixture of their counts, and texts
keep making new ones. These look at one thing each: how long a row of digits is, which character stands between two digits,
whether capitals touch digits, whether something is hidden. A text that has none of a shape's signs cannot hold the shape.
"""

from __future__ import annotations

from headcount.recognizers.masks import STARS

MASKED = f"[{STARS}]"
"""A hidden character."""
CROSSED = "[xX]{3}"
"""Characters hidden by x."""
DASHED = "[0-9A-Z)]-[0-9A-Z(]"
SPACED = r"[0-9A-Z)] [0-9A-Z(]"
DOTTED = r"[0-9)][.][0-9]{2}"
SLASHED = "[0-9]/[0-9]"
BRACKETED = (r"\([0-9]{2,4}\)", r"[0-9A-Z]\([0-9A-Z]\)")
MIXED = ("[A-Z][0-9]{3}", "[0-9]{3}[A-Z]", "[A-Z]{2}[0-9]{2}[A-Z]")
"""Capitals and digits side by side."""


def row(shortest: int, longest: int | None = None) -> tuple[str, ...]:
    """A row of digits of one of some lengths, between characters that are none."""
    return tuple(f"(?:^|[^0-9])[0-9]{{{length}}}(?:$|[^0-9])" for length in range(shortest, (longest or shortest) + 1))


def either(*signs: str | tuple[str, ...]) -> tuple[str, ...]:
    """One of some signs."""
    return tuple(one for sign in signs for one in ((sign,) if isinstance(sign, str) else sign))
