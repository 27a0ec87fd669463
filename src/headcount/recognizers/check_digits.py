"""Check digits as sums of weighted digits, in about a microsecond; python-stdnum's modules take ten to seventy.

Only the arithmetic is here: what else makes a number valid (dates, places, lengths) is the recogniser's or python-stdnum's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import mul
from typing import Self

_DOUBLED = bytes.maketrans(b"0123456789", bytes(48 + digit for digit in (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)))
_ZERO = ord("0")


@dataclass(frozen=True, slots=True)
class CheckDigit:
    """The weighted sum of the first digits, modulo some number, tells the character that follows them."""

    weights: tuple[int, ...]
    """One a digit."""
    characters: str
    """The character that follows, by remainder; `?` where none can."""
    offset: int = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "offset", _ZERO * sum(self.weights))

    @classmethod
    def of(cls, written: str) -> Self:
        """`weights/characters` as in tables.

        >>> CheckDigit.of("2 4 8 5 10 9 7 3 6/01234567890").holds("8032056031")
        True
        """
        weights, _, characters = written.partition("/")
        return cls(tuple(map(int, weights.split())), characters)

    def after(self, digits: str) -> str:
        """The character that belongs behind ASCII digits; more than there are weights are not looked at."""
        return self.characters[(sum(map(mul, digits.encode(), self.weights)) - self.offset) % len(self.characters)]

    def holds(self, number: str) -> bool:
        """Whether the right character follows the weighted digits of `number`."""
        return self.after(number) == number[len(self.weights)]


def luhn(digits: str) -> bool:
    """Whether ASCII digits end in their Luhn digit (ISO/IEC 7812-1 annex B).

    >>> luhn("7992739871" + "3"), luhn("79927398710")
    (True, False)
    """
    number = digits.encode()
    return (sum(number[-1::-2]) + sum(number[-2::-2].translate(_DOUBLED)) - _ZERO * len(number)) % 10 == 0
