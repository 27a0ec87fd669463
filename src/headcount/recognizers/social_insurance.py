"""social_insurance: numbers of social and health insurance of Germany, Britain, the United States, Australia, Viet Nam, China.

Claim: the German pension number and the American Medicare number have shapes of their own, the German with a check digit; the
British insurance number is two letters, six digits and a letter A to D, of which few other codes are made. Viet Nam's card and
Australia's ten digits stay low without a word.

Masked: `QQ ****** C`, `********9001` where a word announces it.

Source: HMRC NIM39110; VKVV section 2 (German pension number); CMS Medicare beneficiary identifier format; decision 1351/QĐ-BHXH.
"""

from __future__ import annotations

import re

from headcount.model.kind import Form, Kind
from headcount.recognizers.context import words
from headcount.recognizers.masks import STARS, hidden
from headcount.recognizers.shapes import WORD, Reading, Shape, ShapeRecognizer
from headcount.recognizers.signs import DASHED, MASKED, MIXED, SPACED, either, row

_INSURANCE = words(
    *("social security", "social insurance", "insurance", "medicare", "nino", "national insurance", r"nhs\b", r"mbi\b", "ssn"),
    *(
        "社保",
        "医保",
        "社会保障",
        "公积金",
        "参保",
        "bhxh",
        "bhyt",
        "bảo hiểm",
        "seguridad social",
        "sozialversicherung",
        "rentenversicherung",
    ),
)
_EDGE = WORD + STARS
_CARDS = (
    "DN|HX|CH|NN|TK|HC|XK|HT|TB|NO|CT|XB|TN|CS|QN|CA|CY|XN|MS|CC|CK|CB|KC|HD|TE|BT|DT|DK|XD|TS|TC|TQ|TA|TY|HG|LS|PV|HS|SV|GB|GD"
)
"""Groups of insured people, with which the numbers of Viet Nam's health cards begin."""
_WEIGHTS = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
_AUSTRALIAN = (1, 3, 7, 9, 1, 3, 7, 9)


def german_check_digit(number: str) -> int:
    """The last digit that belongs to eight digits, a capital and two digits: the capital counts as two digits, 01 to 26."""
    figures = number[:8] + f"{ord(number[8]) - 64:02}" + number[9:11]
    products = (int(figure) * weight for figure, weight in zip(figures, _WEIGHTS, strict=True))
    return sum(product // 10 + product % 10 for product in products) % 10


def _read_german(match: re.Match[str]) -> Reading:
    value = match[0].replace(" ", "")
    dated = 1 <= int(value[2:4]) <= 31 + 60 and 1 <= int(value[4:6]) <= 12
    valid = dated and german_check_digit(value) == int(value[11])
    return Kind.SOCIAL_INSURANCE, Form.CLEAR, valid, 0.85 if valid else 0.1


def _read_british(match: re.Match[str]) -> Reading:
    value = match[0].replace(" ", "")
    valid = value[:2] not in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}
    return Kind.SOCIAL_INSURANCE, Form.CLEAR, valid, 0.8 if valid else 0.2


def _read_american(match: re.Match[str]) -> Reading:
    return Kind.SOCIAL_INSURANCE, Form.CLEAR, None, 0.85 if "-" in match[0] else 0.7


def _read_australian(match: re.Match[str]) -> Reading:
    digits = match[0].replace(" ", "")
    valid = sum(int(digit) * weight for digit, weight in zip(digits, _AUSTRALIAN, strict=False)) % 10 == int(digits[8])
    certainty = (0.4 if " " in match[0] else 0.1) if valid else 0.01
    return Kind.SOCIAL_INSURANCE, Form.CLEAR, valid, 0.9 if valid and _INSURANCE.announce(match) else certainty


def _read_announced(match: re.Match[str]) -> Reading | None:
    return (Kind.SOCIAL_INSURANCE, Form.CLEAR, None, 0.75) if any(char.isdigit() for char in match[0]) else None


def _read_vietnamese(match: re.Match[str]) -> Reading:
    return Kind.SOCIAL_INSURANCE, Form.CLEAR, None, 0.9 if _INSURANCE.announce(match) else 0.15


def _read_masked(match: re.Match[str]) -> Reading | None:
    return (Kind.SOCIAL_INSURANCE, Form.MASKED, None, 0.85) if hidden(match[0]) >= 4 else None


def _read_masked_british(_: re.Match[str]) -> Reading:
    return Kind.SOCIAL_INSURANCE, Form.MASKED, None, 0.6


SOCIAL_INSURANCE = ShapeRecognizer(
    "social_insurance",
    (Kind.SOCIAL_INSURANCE,),
    (
        Shape("[0-9]{2} ?[0-9]{6} ?[A-Z] ?[0-9]{3}", _read_german, sign=either(MIXED, SPACED)),
        Shape(
            "[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]",
            _read_british,
            sign=either(MIXED, SPACED, "[A-Z]{2}[0-9]{2}"),
        ),
        Shape(
            "[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y][0-9]-?[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y][0-9]-?[AC-HJKMNP-RT-Y]{2}[0-9]{2}",
            _read_american,
            sign=either("[0-9][A-Z]", DASHED),
        ),
        Shape("[2-6][0-9]{3} ?[0-9]{5} ?[0-9]", _read_australian, sign=either(row(10), SPACED)),
        Shape(f"(?:{_CARDS})[1-5][0-9]{{12}}", _read_vietnamese, sign=MIXED),
        Shape("[0-9A-Z]{8,18}", _read_announced, after=_INSURANCE),
        Shape(
            f"[A-Z]{{2}} ?[{STARS}]{{2}} ?[{STARS}]{{2}} ?[{STARS}]{{2}} ?[A-D{STARS}]",
            _read_masked_british,
            _EDGE,
            _EDGE,
            sign=MASKED,
        ),
        Shape(f"[0-9A-Z{STARS}]{{2}}[0-9{STARS}]{{4,16}}", _read_masked, _EDGE, _EDGE, after=_INSURANCE),
    ),
)
