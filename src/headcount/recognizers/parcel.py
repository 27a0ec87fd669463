"""parcel: tracking numbers of parcels and letters.

Claim: the postal union's 13 characters and UPS's `1Z` carry a check digit, and carriers' prefixes (`SF`, `JD`, `YT`, `TBA`) with
a fixed length say the rest. Rows of digits without a prefix (FedEx, USPS, ZTO) are orders or anything else as well; the ones
with a check digit that passes are reported a little higher, never above one half.

Masked: `SF*********0123`, `JD00********12`.

Source: UPU S10-12 (check digit), UPS tracking number format, USPS Publication 199 and GS1 General Specifications (modulo 10); the
Chinese and Vietnamese carriers' own pages.
"""

from __future__ import annotations

import re

from headcount.model.kind import Form, Kind
from headcount.recognizers.check_digits import CheckDigit
from headcount.recognizers.context import words
from headcount.recognizers.masks import STARS, hidden
from headcount.recognizers.shapes import WORD, Reading, Shape, ShapeRecognizer
from headcount.recognizers.signs import MIXED, SPACED, either, row

_PARCELS = words(
    *(
        "tracking",
        "parcel",
        "shipment",
        "waybill",
        "courier",
        "awb",
        "consignment",
        "快递",
        "运单",
        "物流",
        "单号",
        "顺丰",
        "圆通",
        "中通",
        "申通",
        "韵达",
    ),
    *("vận đơn", "mã vận", "envío", "sendung", "paket", "شحن"),
)
EXPRESS = CheckDigit.of("3 1 7 3 1 7 3 1 7 3 1/01234567890")
"""FedEx Express, over the first 11 of 12 digits."""
_POSTAL_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def postal_check_digit(serial: str) -> int:
    """The ninth digit that belongs to the eight of a postal item."""
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(serial, _POSTAL_WEIGHTS, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)


def ups_check_digit(body: str) -> int:
    """The last digit that belongs to the 15 characters after `1Z`: letters count (place in ASCII - 63) modulo 10."""
    values = [int(char) if char.isdigit() else (ord(char) - 63) % 10 for char in body]
    return -sum(value * (2 if place % 2 else 1) for place, value in enumerate(values)) % 10


def gs1_check_digit(digits: str) -> int:
    """The last digit that belongs to a row of digits: weights 3 and 1 from the right."""
    return -sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(digits))) % 10


def _told(match: re.Match[str], valid: bool | None, certainty: float) -> Reading:  # noqa: FBT001 - the reading's own order
    return Kind.PARCEL, Form.CLEAR, valid, max(certainty, 0.85) if _PARCELS.announce(match) else certainty


def _read_postal(match: re.Match[str]) -> Reading:
    value = match[0].replace(" ", "")
    valid = postal_check_digit(value[2:10]) == int(value[10])
    return _told(match, valid, 0.9 if valid else 0.3)


def _read_ups(match: re.Match[str]) -> Reading:
    value = match[0].replace(" ", "")
    valid = ups_check_digit(value[2:17]) == int(value[17])
    return _told(match, valid, 0.95 if valid else 0.5)


def _read_prefixed(match: re.Match[str]) -> Reading:
    return _told(match, None, 0.8)


def _read_american(match: re.Match[str]) -> Reading:
    digits = match[0].replace(" ", "")
    valid = gs1_check_digit(digits[:-1]) == int(digits[-1])
    return _told(match, valid, 0.5 if valid else 0.1)


def _read_long(match: re.Match[str]) -> Reading:
    digits = match[0].replace(" ", "")
    if len(digits) >= 30:
        return _told(match, None, 0.6)
    valid = gs1_check_digit(digits[:-1]) == int(digits[-1])
    return _told(match, valid, 0.4 if valid else 0.05)


def _read_express(match: re.Match[str]) -> Reading | None:
    return _told(match, EXPRESS.holds(match[0]), 0.2) if EXPRESS.holds(match[0]) else None


def _read_digits(_: re.Match[str]) -> Reading:
    return Kind.PARCEL, Form.CLEAR, None, 0.8


def _read_masked(match: re.Match[str]) -> Reading | None:
    return (Kind.PARCEL, Form.MASKED, None, 0.8) if hidden(match[0]) >= 4 else None


_EDGE = WORD + STARS
PARCEL = ShapeRecognizer(
    "parcel",
    (Kind.PARCEL,),
    (
        Shape("[A-Z]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3} ?[A-Z]{2}", _read_postal, sign=either(MIXED, SPACED)),
        Shape("1Z ?[0-9A-Z]{3} ?[0-9A-Z]{3} ?[0-9A-Z]{2} ?[0-9A-Z]{4} ?[0-9A-Z]{3}[0-9]", _read_ups, sign="1Z"),
        Shape(
            "SF[0-9]{12,13}|YT[0-9]{13}|JD[0-9A-Z]{11,16}|JT[0-9]{13}|ZTO[0-9]{10,13}|STO[0-9]{10,13}|YD[0-9]{13}|DPK[0-9]{9,12}|EMS[0-9]{10,13}"
            "|TBA ?[0-9]{12}|JJD[0-9]{14,20}|JVGL[0-9]{12,20}"
            "|GM[0-9]{16,20}|SPXVN[0-9A-Z]{10,14}|GHN[0-9A-Z]{6,12}|VTP[0-9A-Z]{8,14}",
            _read_prefixed,
            sign=either(MIXED, "TBA |SPXVN|GHN|VTP|JD"),
        ),
        Shape(
            "(?:9[1-5][0-9]{2}|420[0-9]{5}9[1-5][0-9]{2})(?: ?[0-9]{4}){4,5} ?[0-9]{2}",
            _read_american,
            "0-9A-Za-z.",
            WORD,
            sign=either(row(22, 30), SPACED),
        ),
        Shape(
            "[0-9]{20}|[0-9]{22}|[0-9]{30,34}|[0-9]{4}(?: [0-9]{4}){4}(?: [0-9]{2})?",
            _read_long,
            "0-9A-Za-z.",
            WORD,
            sign=either(row(20, 34), SPACED),
        ),
        Shape("[0-9]{12}", _read_express, "0-9A-Za-z.-", "0-9A-Za-z.", sign=row(12)),
        Shape("[1-9][0-9]{11,14}", _read_digits, "0-9A-Za-z.-", "0-9A-Za-z.", after=_PARCELS),
        Shape(
            f"(?:SF|YT|JD|JT|ZT|YD|DP|[A-Z]{{2}})[0-9]{{0,4}}[{STARS}]{{4,13}}[0-9A-Z]{{1,4}}",
            _read_masked,
            _EDGE,
            _EDGE,
            sign=f"[{STARS}]",
        ),
    ),
)
