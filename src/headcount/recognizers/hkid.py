"""hkid: identity card numbers of Hong Kong, `A123456(3)`.

Claim: one or two letters, six digits and a check digit in brackets are met in hardly anything else; without brackets the shape
is also that of articles and seats, of which one in eleven passes the check, so it stays below one half.

Masked: `A******(3)`, `A123***(*)`.

Source: Immigration Department of Hong Kong; check digit by the weights 9 to 2, modulo 11, a missing first letter counting 36.
"""

from __future__ import annotations

import re

from headcount.model.kind import Form, Kind
from headcount.recognizers.context import words
from headcount.recognizers.masks import STARS, hidden
from headcount.recognizers.shapes import Reading, Shape, ShapeRecognizer
from headcount.recognizers.signs import MIXED

_PAPERS = words("hkid", "hong kong id", "身份證", "身份证", "id card", "identity card")


def check_digit(number: str) -> str:
    """The character in brackets that belongs to one or two capitals and six digits."""
    values = [36] * (8 - len(number)) + [int(char, 36) for char in number]
    rest = -sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True)) % 11
    return "A" if rest == 10 else str(rest)


def _read(match: re.Match[str]) -> Reading:
    value = match[0]
    number = value.replace("(", "").replace(")", "")
    valid = check_digit(number[:-1]) == number[-1]
    written = value[-1] == ")"
    if _PAPERS.announce(match):
        certainty = 0.95 if valid else 0.8
    else:
        certainty = (0.95 if valid else 0.6) if written else (0.35 if valid else 0.05)
    return Kind.NATIONAL_ID_HK, Form.CLEAR, valid, certainty


def _read_masked(match: re.Match[str]) -> Reading | None:
    return (Kind.NATIONAL_ID_HK, Form.MASKED, None, 0.85) if hidden(match[0]) >= 3 else None


HKID = ShapeRecognizer(
    "hkid",
    (Kind.NATIONAL_ID_HK,),
    (
        Shape(r"[A-Z]{1,2}[0-9]{6}(?:\([0-9A]\)|[0-9A])", _read, sign=MIXED),
        Shape(rf"[A-Z]{{1,2}}[0-9{STARS}]{{6}}\([0-9A{STARS}]\)", _read_masked, sign=f"[{STARS}]"),
    ),
)
