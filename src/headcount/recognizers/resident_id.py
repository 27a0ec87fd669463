"""resident_id: identity numbers of residents of the People's Republic of China, of 18 and of 15 digits.

Claim: six digits of a place, a possible birth date and a right check digit together are met by about one in 40,000 rows of 18
random digits, so a valid number needs no field name. With a wrong check digit the date still makes it likely (made-up and
mistyped numbers): it is reported as such, with lower certainty. The 15-digit numbers of before 1999 have no check digit.

Provinces include 71 (Taiwan), and 81 and 82, under which residents of Hong Kong and Macao, and 83, under which residents of
Taiwan have had residence permits since 2018. The six digits are not held against the list of counties: numbers stay as
they were given when a county is dissolved. Unified social credit codes of companies, also of 18 characters, begin otherwise.

Masked: `110***********002X`, `1101051949********`, `1****************X`.

Source: GB 11643-1999; GB/T 2260 for provinces; the State Council's measures of 2018 for 810000, 820000 and 830000.
"""

from __future__ import annotations

import datetime as dt
import re

from headcount.model.kind import Form, Kind
from headcount.recognizers.check_digits import CheckDigit
from headcount.recognizers.context import words
from headcount.recognizers.masks import STARS, hidden
from headcount.recognizers.shapes import Reading, Shape, ShapeRecognizer
from headcount.recognizers.signs import row

_PROVINCES = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123])"
_DATE = "(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
CHECK = CheckDigit((7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432")
"""ISO 7064, MOD 11-2, over the first 17 digits."""
_PAPERS = words(
    "身份证",
    "身份證",
    "证件",
    "證件",
    "id card",
    "identity",
    "identification",
    "sfz",
    "shenfenzheng",
    r"id no\b",
    "id number",
    "national id",
)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True


def _read(match: re.Match[str]) -> Reading:
    number = match[0].upper()
    dated = _is_day(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    valid = dated and CHECK.holds(number)
    if valid:
        return Kind.NATIONAL_ID_CN, Form.CLEAR, True, 0.97
    return Kind.NATIONAL_ID_CN, Form.CLEAR, False, 0.9 if _PAPERS.announce(match) else 0.45


def _read_old(match: re.Match[str]) -> Reading:
    number = match[0]
    valid = _is_day(1900 + int(number[6:8]), int(number[8:10]), int(number[10:12]))
    certainty = 0.35 if valid else 0.05
    return Kind.NATIONAL_ID_CN, Form.CLEAR, valid, max(certainty, 0.8) if _PAPERS.announce(match) else certainty


def _read_shape(match: re.Match[str]) -> Reading:
    """18 characters under no province, or without a date: hardly an identity number unless something says so."""
    number = match[0]
    dated = number[6:8] in {"19", "20"} and number[10:12] <= "12" and number[12:14] <= "31"
    return Kind.NATIONAL_ID_CN, Form.CLEAR, False, 0.75 if _PAPERS.announce(match) else 0.15 if dated else 0.02


def _read_masked(match: re.Match[str]) -> Reading | None:
    value = match[0]
    if not 4 <= hidden(value) < len(value):
        return None
    long = len(value) == 18 or value[-1] in "Xx"
    return Kind.NATIONAL_ID_CN, Form.MASKED, None, 0.9 if long and not value.isdigit() else 0.6


_ANY = f"[0-9{STARS}]"
RESIDENT_ID = ShapeRecognizer(
    "resident_id",
    (Kind.NATIONAL_ID_CN,),
    (
        Shape(f"{_PROVINCES}[0-9]{{4}}(?:19|20)[0-9]{{2}}{_DATE}[0-9]{{3}}[0-9Xx]", _read, sign=row(17, 18)),
        Shape(f"{_PROVINCES}[0-9]{{6}}{_DATE}[0-9]{{3}}", _read_old, sign=row(15)),
        Shape("[1-9][0-9]{16}[0-9Xx]", _read_shape, sign=row(17, 18)),
        Shape(
            f"[1-8][0-9{STARS}]{{5}}{_ANY}{{8}}{_ANY}{{3}}[0-9Xx{STARS}]",
            _read_masked,
            "0-9A-Za-z" + STARS,
            "0-9A-Za-z" + STARS,
            sign=f"[{STARS}]",
        ),
    ),
)
