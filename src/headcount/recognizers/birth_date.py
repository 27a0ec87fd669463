"""birth_date: dates on which somebody can have been born.

Claim: a date alone may be the date of anything: a day of the past 1900 to today without a time of day is reported low, higher
where a word announces it (`born`, `DOB`, `生于`, `出生`, `ngày sinh`). A date with a time of day is a moment, not a birth.

Masked: `1990-**-**`, `1990年**月**日`, `****-05-17`.

Source: ISO 8601 for the calendar; everyday ways of writing in China, Viet Nam, Germany, Spain, Britain and the United States.
"""

from __future__ import annotations

import datetime as dt
import re

from headcount.model.kind import Form, Kind
from headcount.recognizers.context import words
from headcount.recognizers.masks import STARS, hidden
from headcount.recognizers.shapes import WORD, Reading, Shape, ShapeRecognizer
from headcount.recognizers.signs import DASHED, DOTTED, SLASHED, either, row

_BIRTHS = words(
    *(
        "born",
        "birth",
        "dob",
        r"d\.o\.b",
        "b-day",
        "生于",
        "出生",
        "生日",
        "诞生",
        "sinh",
        "nacimiento",
        "nacid",
        "fecha de nac",
        "geboren",
        "geburt",
    ),
    *("ميلاد", "ولد"),
)
_FIRST_YEAR = 1900
_RECENT = 4
"""Years up to now in which nearly every date is one of business."""
_NUMBERS = re.compile("[0-9]+")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = f"(?:{'|'.join(month.title() for month in _MONTHS)})[a-z]{{0,6}}"


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _told(match: re.Match[str], date: dt.date | None, certainty: float) -> Reading | None:
    if date is None or date.year < _FIRST_YEAR or date > dt.date.today():  # noqa: DTZ011 - a day either way does not matter
        return Kind.BIRTH_DATE, Form.CLEAR, False, 0.02
    if _BIRTHS.announce(match):
        return Kind.BIRTH_DATE, Form.CLEAR, True, 0.9
    if date.year > dt.date.today().year - _RECENT:  # noqa: DTZ011 - as above
        return Kind.BIRTH_DATE, Form.CLEAR, None, 0.03
    return Kind.BIRTH_DATE, Form.CLEAR, True, certainty


def _read_year_first(match: re.Match[str]) -> Reading | None:
    year, month, day = map(int, _NUMBERS.findall(match[0]))
    return _told(match, _day(year, month, day), 0.2)


def _read_year_last(match: re.Match[str]) -> Reading | None:
    first, second, year = map(int, _NUMBERS.findall(match[0]))
    return _told(match, _day(year, second, first) or _day(year, first, second), 0.2)


def _read_compact(match: re.Match[str]) -> Reading | None:
    value = match[0]
    return _told(match, _day(int(value[:4]), int(value[4:6]), int(value[6:])), 0.08)


def _read_words(match: re.Match[str]) -> Reading | None:
    value = match[0].lower()
    month = next(number for number, name in enumerate(_MONTHS, 1) if name in value)
    numbers = [int(number) for number in _NUMBERS.findall(value)]
    return _told(match, _day(max(numbers), month, min(numbers)), 0.2)


def _read_masked(match: re.Match[str]) -> Reading | None:
    return (Kind.BIRTH_DATE, Form.MASKED, None, 0.8) if 2 <= hidden(match[0]) <= 6 else None


_ANY2 = f"[0-9{STARS}]{{2}}"
_ANY4 = f"[0-9{STARS}]{{4}}"
_YEAR = "(?:19|20)[0-9]{2}"
_TWO = "[0-3]?[0-9]"
_WRITTEN = either(DASHED, SLASHED, DOTTED, r"[0-9][.][0-9][.]")
_TIME = "[T ,]{1,2}[0-9]{1,2}:"
_EDGE = "0-9A-Za-z./\\-"
BIRTH_DATE = ShapeRecognizer(
    "birth_date",
    (Kind.BIRTH_DATE,),
    (
        Shape(
            f"{_YEAR}(?:-{_TWO}-{_TWO}|/{_TWO}/{_TWO}|\\.{_TWO}\\.{_TWO})",
            _read_year_first,
            _EDGE,
            "0-9A-SU-Za-z/\\-",
            unless=_TIME,
            sign=_WRITTEN,
        ),
        Shape(f"{_YEAR} ?年 ?{_TWO} ?月 ?{_TWO} ?[日号]", _read_year_first, unless=_TIME, sign="[日号]"),
        Shape(
            f"{_TWO}(?:/{_TWO}/|-{_TWO}-|\\.{_TWO}\\.){_YEAR}",
            _read_year_last,
            _EDGE,
            "0-9A-Za-z/\\-",
            unless=_TIME,
            sign=_WRITTEN,
        ),
        Shape(f"{_YEAR}[01][0-9][0-3][0-9]", _read_compact, _EDGE, sign=row(8)),
        Shape(
            f"(?:{_TWO} {_MONTH},? {_YEAR}|{_MONTH} {_TWO},? {_YEAR})",
            _read_words,
            unless=_TIME,
            sign="(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)",
        ),
        Shape(
            f"{_ANY4}(?:-{_ANY2}-{_ANY2}|/{_ANY2}/{_ANY2}|年{_ANY2}月{_ANY2}日)",
            _read_masked,
            WORD + STARS + "-",
            WORD + STARS,
            sign=f"[{STARS}]",
        ),
    ),
)
