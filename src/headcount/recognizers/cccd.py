"""cccd: citizen numbers of Viet Nam (căn cước công dân), 12 digits, and the 9 digits of before 2016.

Claim: place of birth (63 provinces), a digit for century and sex, and a year that has passed leave one in forty rows of 12
digits. There is no check digit, so parcels and order numbers look alike and the text alone stays low, until a word
announces it. The older 9 digits have no check at all.

Masked: `001******456`, `001099******`.

Source: circular 59/2021/TT-BCA (structure) and decree 137/2015/NĐ-CP, Viet Nam; codes of provinces of before the merger of 2025.
"""

from __future__ import annotations

import re

from headcount.model.kind import Form, Kind
from headcount.recognizers.context import words
from headcount.recognizers.masks import STARS, hidden
from headcount.recognizers.shapes import WORD, Reading, Shape, ShapeRecognizer
from headcount.recognizers.signs import row

_PROVINCES = frozenset(
    re.findall(
        "[0-9]+",
        "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042 "
        "044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087 "
        "089 091 092 093 094 095 096 ",
    )
)
_YOUNGEST = 26
"""Numbers are given at birth: the last year of the 21st century that one can carry, two digits."""
_PAPERS = words(
    "cccd", "cmnd", "cmtnd", "căn cước", "can cuoc", "chứng minh", "chung minh", "số định danh", "định danh", "citizen id"
)


def is_valid(number: str) -> bool:
    """Whether province, century and year of 12 digits can be."""
    century = int(number[3]) // 2
    return number[:3] in _PROVINCES and century <= 1 and (century == 0 or int(number[4:6]) <= _YOUNGEST)


def _read(match: re.Match[str]) -> Reading:
    valid = is_valid(match[0])
    if _PAPERS.announce(match):
        return Kind.NATIONAL_ID_VN, Form.CLEAR, valid, 0.95 if valid else 0.7
    return Kind.NATIONAL_ID_VN, Form.CLEAR, valid, 0.4 if valid else 0.03


def _read_old(_: re.Match[str]) -> Reading:
    return Kind.NATIONAL_ID_VN, Form.CLEAR, None, 0.85


def _read_masked(match: re.Match[str]) -> Reading | None:
    if not 4 <= hidden(match[0]) <= 9:
        return None
    return Kind.NATIONAL_ID_VN, Form.MASKED, None, 0.8 if _PAPERS.announce(match) else 0.4


CCCD = ShapeRecognizer(
    "cccd",
    (Kind.NATIONAL_ID_VN,),
    (
        Shape("[0-9]{12}", _read, r"0-9A-Za-z.\-", r"0-9A-Za-z\-", sign=row(12)),
        Shape("[0-9]{9}", _read_old, after=_PAPERS),
        Shape(f"[0{STARS}][0-9{STARS}]{{11}}", _read_masked, WORD + STARS, WORD + STARS, sign=f"[{STARS}]"),
    ),
)
