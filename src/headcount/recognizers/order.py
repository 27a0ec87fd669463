"""order: numbers of orders, bookings and payments.

Claim: few makers' numbers tell themselves (Amazon's 3-7-7 digits, a prefix `ORD`, `PO`, `INV` with digits, a date of these years
in front of a long row of digits); any long row of digits may be an order, so everything else is left to the field's name and
reported low.

Masked: `*********0123` where a word announces it.

Source: the shops' own pages on where to find the number; ISO 8601 basic format for the date in front.
"""

from __future__ import annotations

import datetime as dt
import re

from headcount.model.kind import Form, Kind
from headcount.recognizers.context import words
from headcount.recognizers.masks import STARS, hidden
from headcount.recognizers.shapes import WORD, Reading, Shape, ShapeRecognizer
from headcount.recognizers.signs import DASHED, row

_ORDERS = words(
    *(
        "order",
        "booking",
        "reservation",
        "invoice",
        "purchase",
        "transaction",
        "订单",
        "流水",
        "交易号",
        "单号",
        "đơn hàng",
        "mã đơn",
        "pedido",
    ),
    *("bestell", "auftrag", "طلب"),
    reach=20,
)


def _told(match: re.Match[str], certainty: float) -> Reading:
    return Kind.ORDER, Form.CLEAR, None, 0.85 if _ORDERS.announce(match) else certainty


def _read_amazon(match: re.Match[str]) -> Reading:
    return _told(match, 0.8)


def _read_prefixed(match: re.Match[str]) -> Reading | None:
    return _told(match, 0.7) if any(char.isdigit() for char in match[0]) else None


def _read_dated(match: re.Match[str]) -> Reading:
    value = match[0]
    digits = value.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ-")
    try:
        dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return _told(match, 0.15)
    return _told(match, 0.4)


def _read_digits(_: re.Match[str]) -> Reading:
    return Kind.ORDER, Form.CLEAR, None, 0.85


def _read_masked(match: re.Match[str]) -> Reading | None:
    return (Kind.ORDER, Form.MASKED, None, 0.85) if hidden(match[0]) >= 4 else None


_EDGE = WORD + STARS
ORDER = ShapeRecognizer(
    "order",
    (Kind.ORDER,),
    (
        Shape("[0-9]{3}-[0-9]{7}-[0-9]{7}", _read_amazon, "0-9A-Za-z-", "0-9A-Za-z-", sign=DASHED),
        Shape(
            "(?:ORD|ORDER|SO|PO|INV|BK|PNR|TXN|PAY|REF|Order|order)[-_#]?[0-9A-Z-]{4,24}",
            _read_prefixed,
            "0-9A-Za-z_-",
            "0-9A-Za-z",
            sign="ORD|SO|PO|INV|BK|PNR|TXN|PAY|REF|[Oo]rder",
        ),
        Shape("[A-Z]{0,4}-?20[12][0-9][01][0-9][0-3][0-9][0-9]{4,20}", _read_dated, sign=row(12, 28)),
        Shape("[1-9][0-9]{11,27}", _read_digits, "0-9A-Za-z.-", "0-9A-Za-z.", after=_ORDERS),
        Shape(f"[0-9A-Z{STARS}]{{4}}[0-9{STARS}]{{4,24}}", _read_masked, _EDGE, _EDGE, after=_ORDERS),
    ),
)
