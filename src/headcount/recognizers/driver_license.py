"""driver_license: numbers of driving licences.

Claim: only some countries build something into the number: Great Britain the birth date (coded) between the name and two
letters, which is nearly certain. The rest are a letter or two and digits (American states), or the resident's own identity
number (China, found as that), so they stay low until a word announces them.

Masked: `D******78`, `MORGA***********` where a word announces it.

Source: DVLA's description of the driver number; American Association of Motor Vehicle Administrators' formats by state.
"""

from __future__ import annotations

import re

from headcount.model.kind import Form, Kind
from headcount.recognizers.context import words
from headcount.recognizers.masks import STARS, hidden
from headcount.recognizers.shapes import WORD, Reading, Shape, ShapeRecognizer
from headcount.recognizers.signs import DASHED, MIXED, either

_LICENCES = words(
    *("driv[a-z']{1,4} licen[cs]e", "driving licen[cs]e", "licen[cs]e (?:number|no|#)", r"dl\b", "驾驶证", "驾照", "駕照"),
    *("giấy phép lái", "bằng lái", "gplx", "licencia", "permiso de conducir", "führerschein", "رخصة"),
)
_EDGE = WORD + STARS


def _read_british(match: re.Match[str]) -> Reading:
    value = match[0]
    month, day = int(value[6:8]) % 50, int(value[8:10])
    valid = 1 <= month <= 12 and 1 <= day <= 31
    return Kind.DRIVER_LICENSE, Form.CLEAR, valid, 0.85 if valid else 0.2


def _read(match: re.Match[str]) -> Reading:
    return Kind.DRIVER_LICENSE, Form.CLEAR, None, 0.9 if _LICENCES.announce(match) else 0.08


def _read_digits(_: re.Match[str]) -> Reading:
    return Kind.DRIVER_LICENSE, Form.CLEAR, None, 0.8


def _read_masked(match: re.Match[str]) -> Reading | None:
    if hidden(match[0]) < 3:
        return None
    return Kind.DRIVER_LICENSE, Form.MASKED, None, 0.9 if _LICENCES.announce(match) else 0.1


DRIVER_LICENSE = ShapeRecognizer(
    "driver_license",
    (Kind.DRIVER_LICENSE,),
    (
        Shape("[A-Z9]{5}[0-9][0156][0-9][0-3][0-9]{2}[A-Z9]{2}[A-HJ-NPR-Z0-9][A-Z]{2}", _read_british, sign=MIXED),
        Shape(
            "[A-Z][0-9]{7,8}|[A-Z][0-9]{11,14}|[A-Z]{2}[0-9]{6,7}|[A-Z][0-9]{3}-[0-9]{4}-[0-9]{4}",
            _read,
            sign=either(MIXED, DASHED),
        ),
        Shape("[0-9]{4}-?[0-9]{2}-?[0-9]{4}|[0-9]{7,12}", _read_digits, after=_LICENCES),
        Shape(f"[A-Z][A-Z0-9{STARS}]{{0,4}}[{STARS}][0-9A-Z{STARS}]{{4,14}}", _read_masked, _EDGE, _EDGE, sign=f"[{STARS}]"),
    ),
)
