"""Characters that stand for hidden ones, and what a value with them still shows."""

from __future__ import annotations

from headcount.model.kind import Form

STARS = "*＊∗•●█"  # noqa: RUF001 - the full-width star and the star operator are meant: sites mask with them
"""Characters that are used for hiding and hardly for anything else, as the inside of a character class."""

_STARS = frozenset(STARS)


def form_of(value: str) -> Form:
    """Masked where a character of `STARS` hides something, otherwise clear."""
    return Form.CLEAR if _STARS.isdisjoint(value) else Form.MASKED


def hidden(value: str) -> int:
    """How many characters of `value` are stars."""
    return sum(char in _STARS for char in value)
