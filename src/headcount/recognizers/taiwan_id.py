"""taiwan_id: identity numbers of Taiwan and of its foreign residents.

Claim: a letter for the place, 1 or 2 for the sex (8 or 9 for residence permits since 2021, 7 for a sex not told; a second
letter A to D in permits before), and a check digit: one in fifteen of a letter with nine digits that begin suitably passes,
so the text alone stays below one half unless a word announces it.

Masked: `A******789`, `A12*****89`.

Source: Taiwan's Ministry of the Interior; letters 10 to 35 in the order ABCDEFGHJKLMNPQRSTUVXYWZIO, weights 1, 9,
8 ... 1, 1, modulo 10.
"""

from __future__ import annotations

import re

from headcount.model.kind import Form, Kind
from headcount.recognizers.context import words
from headcount.recognizers.masks import STARS, hidden
from headcount.recognizers.shapes import WORD, Reading, Shape, ShapeRecognizer
from headcount.recognizers.signs import MIXED

_LETTERS = {letter: 10 + place for place, letter in enumerate("ABCDEFGHJKLMNPQRSTUVXYWZIO")}
_PAPERS = words("身分證", "身份證", "身份证", "居留證", "居留证", "national id", "arc no", r"id no\b", "id card")


def is_valid(number: str) -> bool:
    """Whether the check digit of ten capitals and digits is right."""
    first = _LETTERS[number[0]]
    second = _LETTERS[number[1]] % 10 if number[1].isalpha() else int(number[1])
    digits = [first // 10, first % 10, second, *(int(char) for char in number[2:])]
    return sum(digit * weight for digit, weight in zip(digits, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1), strict=True)) % 10 == 0


def _read(match: re.Match[str]) -> Reading:
    valid = is_valid(match[0])
    if _PAPERS.announce(match):
        return Kind.NATIONAL_ID_TW, Form.CLEAR, valid, 0.95 if valid else 0.7
    return Kind.NATIONAL_ID_TW, Form.CLEAR, valid, 0.45 if valid else 0.05


def _read_masked(match: re.Match[str]) -> Reading | None:
    return (Kind.NATIONAL_ID_TW, Form.MASKED, None, 0.55) if 3 <= hidden(match[0]) <= 8 else None


TAIWAN_ID = ShapeRecognizer(
    "taiwan_id",
    (Kind.NATIONAL_ID_TW,),
    (
        Shape("[A-Z][12789A-D][0-9]{8}", _read, sign=MIXED),
        Shape(f"[A-Z][12789A-D{STARS}][0-9{STARS}]{{8}}", _read_masked, WORD + STARS, WORD + STARS, sign=f"[{STARS}]"),
    ),
)
