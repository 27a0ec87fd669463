"""vehicle: licence plates and chassis numbers (VIN).

Claim: a Chinese plate begins with the sign of a province, which makes it nearly certain. A VIN has 17 characters without I, O
and Q and, in North America and China, a check character that one in eleven passes by chance; without it the mix of letters and
digits is still rare. Plates of other countries are words and digits: they stay low.

Masked: `京A***45`, `苏D4***0`, `LSV***********123`.

Source: GA 36-2018 (plates, with the eight signs of vehicles of new energy), ISO 3779 and 49 CFR 565.15 (check character).
"""

from __future__ import annotations

import re

from headcount.model.kind import Form, Kind
from headcount.recognizers.context import words
from headcount.recognizers.masks import STARS, hidden
from headcount.recognizers.shapes import WORD, Reading, Shape, ShapeRecognizer
from headcount.recognizers.signs import DASHED, SPACED, either

_VEHICLES = words(
    "plate",
    "licence no",
    "license plate",
    "registration",
    "vehicle",
    r"car\b",
    "车牌",
    "号牌",
    "biển số",
    "matrícula",
    "kennzeichen",
)
_CHASSIS = words("vin", "chassis", "车架", "车辆识别", "số khung", "bastidor", "fahrgestell")
_PROVINCE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
_TAIL = "[挂学警港澳使领]"
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_LETTERS = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
)


def check_character(vin: str) -> str:
    """The ninth character that belongs to the other 16 of a chassis number."""
    rest = sum((_LETTERS.get(char) or int(char)) * weight for char, weight in zip(vin, _WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def _read_chinese(match: re.Match[str]) -> Reading | None:
    value = match[0].replace("·", "").replace(" ", "").replace("-", "")
    if len(value) not in {7, 8} or not any(char.isdigit() for char in value):
        return None
    return Kind.VEHICLE, Form.CLEAR, None, 0.9


def _read_chinese_masked(match: re.Match[str]) -> Reading | None:
    return (Kind.VEHICLE, Form.MASKED, None, 0.9) if hidden(match[0]) >= 1 else None


def _read_vin(match: re.Match[str]) -> Reading | None:
    vin = match[0].upper()
    figures = sum(char.isdigit() for char in vin)
    if not 5 <= figures <= 15 or not vin[13:].isdigit():
        return None
    valid = check_character(vin) == vin[8]
    if _CHASSIS.announce(match):
        return Kind.VEHICLE, Form.CLEAR, valid, 0.95 if valid else 0.8
    return Kind.VEHICLE, Form.CLEAR, valid, 0.7 if valid else 0.25


def _read_vin_masked(match: re.Match[str]) -> Reading | None:
    value = match[0]
    if not 4 <= hidden(value) <= 14 or not any(char.isalpha() for char in value):
        return None
    return Kind.VEHICLE, Form.MASKED, None, 0.6


def _read_plate(match: re.Match[str]) -> Reading:
    return Kind.VEHICLE, Form.CLEAR, None, 0.85 if _VEHICLES.announce(match) else 0.2


_EDGE = WORD + STARS
VEHICLE = ShapeRecognizer(
    "vehicle",
    (Kind.VEHICLE,),
    (
        Shape(
            f"{_PROVINCE}[A-Z][·. -]?(?:[0-9A-HJ-NP-Z]{{5,6}}|[0-9A-HJ-NP-Z]{{4}}{_TAIL})",
            _read_chinese,
            "",
            sign=f"{_PROVINCE}[A-Z]",
        ),
        Shape(f"{_PROVINCE}[A-Z{STARS}][·. -]?[0-9A-HJ-NP-Z{STARS}]{{5,6}}", _read_chinese_masked, "", _EDGE, sign=f"[{STARS}]"),
        Shape("[A-HJ-NPR-Z0-9]{17}", _read_vin, sign="[0-9A-Z]{17}"),
        Shape(f"[A-HJ-NPR-Z0-9{STARS}]{{17}}", _read_vin_masked, _EDGE, _EDGE, sign=f"[{STARS}]"),
        Shape(
            "[0-9]{2}[A-Z][0-9A-Z]?-[0-9]{3}[.]?[0-9]{2}|[A-Z]{1,3}-[A-Z]{1,2} ?[0-9]{1,4}|[A-Z]{2}[0-9]{2} [A-Z]{3}",
            _read_plate,
            sign=either(DASHED, SPACED),
            left=r"0-9A-Za-z\-",
            right=r"0-9A-Za-z\-",
        ),
    ),
)
