"""bank_card: numbers of payment cards, whole or with hidden digits.

Claim: a card's number ends in a Luhn digit and begins with an issuer's range of the right length. One row of digits in ten
passes Luhn, and four in a hundred of the 16-digit ones meet both, so only both together put a bare number over one half; a
number written in groups of four, or announced by a word, needs less.

Masked: `**** **** **** 4458`, `622202******4458`, `6222 **** **** 4458`, `XXXX-XXXX-XXXX-4458`; `•••• 4458`
where a word announces it.

Source: ISO/IEC 7812-1 (Luhn digit, issuer number); ranges in `tables/card_ranges.tsv`.
"""

from __future__ import annotations

import functools
import re
from importlib import resources

from headcount.model.kind import Form, Kind
from headcount.recognizers.check_digits import luhn
from headcount.recognizers.context import words
from headcount.recognizers.masks import STARS, hidden
from headcount.recognizers.shapes import WORD, Reading, Shape, ShapeRecognizer
from headcount.recognizers.signs import CROSSED, DASHED, MASKED, SPACED, either, row

_CARDS = words(
    *(
        "card",
        "credit",
        "debit",
        "visa",
        "mastercard",
        "amex",
        "american express",
        r"pan\b",
        r"cc\b",
        "discover",
        "jcb",
        "diners",
        "unionpay",
    ),
    *("银行卡", "卡号", "信用卡", "借记卡", "储蓄卡", "尾号", "ending in", "thẻ", "số thẻ", "tarjeta", "karte", "بطاقة"),
)


_CROSSED = re.compile(CROSSED)
_USUAL = frozenset({15, 16, 19})
"""Lengths that nearly all cards have: other lengths are cards only in a range that has them."""


@functools.cache
def _ranges() -> dict[str, frozenset[int]]:
    """Lengths that are issued, by the first four digits, or six where a range is finer."""
    table = resources.files("headcount.recognizers").joinpath("tables", "card_ranges.tsv").read_text("utf-8")
    found: dict[str, frozenset[int]] = {}
    for line in [line for line in table.splitlines() if not line.startswith("#")][1:]:
        first, last, lengths, _ = line.split("\t")
        fill = max(4 - len(first), 0)
        for prefix in range(int(first + "0" * fill), int(last + "9" * fill) + 1):
            found[str(prefix)] = found.get(str(prefix), frozenset()) | {int(length) for length in lengths.split()}
    return found


def issued(digits: str) -> bool:
    """Whether some scheme issues numbers of this length that begin so."""
    ranges = _ranges()
    return len(digits) in ranges.get(digits[:4], ()) or len(digits) in ranges.get(digits[:6], ())


def _read(match: re.Match[str]) -> Reading | None:
    value = match[0]
    digits = value.replace(" ", "").replace("-", "")
    known, right = issued(digits), luhn(digits)
    if not known and not (right and len(digits) in _USUAL):
        return None
    grouped = len(value) > len(digits)
    if known and right and len(set(digits)) > 1:
        certainty = 0.9 if grouped else 0.8
    elif known:
        certainty = 0.3 if grouped else 0.1
    else:
        certainty = 0.1 if grouped and right else 0.02
    if _CARDS.announce(match):
        certainty = 0.97 if known and right else 0.7
    return Kind.BANK_CARD, Form.CLEAR, known and right, certainty


def _read_announced(match: re.Match[str]) -> Reading:
    valid = luhn(match[0]) and issued(match[0])
    return Kind.BANK_CARD, Form.CLEAR, valid, 0.97 if valid else 0.7 if luhn(match[0]) else 0.55


def _read_masked(match: re.Match[str]) -> Reading | None:
    value = match[0]
    signs = sum(char not in " -" for char in value)
    covered = hidden(value) + sum(char in "xX" for char in value)
    if not 13 <= signs <= 19 or not 4 <= covered <= signs - 3 or not (hidden(value) or _CROSSED.search(value)):
        return None
    grouped = " " in value or "-" in value
    certainty = 0.9 if grouped and signs == 16 else 0.75 if value[:1].isdigit() or grouped else 0.6
    return Kind.BANK_CARD, Form.MASKED, None, 0.95 if _CARDS.announce(match) else certainty


def _read_tail(_: re.Match[str]) -> Reading:
    return Kind.BANK_CARD, Form.MASKED, None, 0.85


_ANY = f"[0-9xX{STARS}]"
_EDGE = WORD + STARS
BANK_CARD = ShapeRecognizer(
    "bank_card",
    (Kind.BANK_CARD,),
    (
        Shape("[1-9][0-9]{12,18}", _read, r"0-9A-Za-z.\-" + STARS, _EDGE, sign=row(13, 19)),
        Shape(
            "[1-9][0-9]{3}(?:(?: [0-9]{4}){3}|(?:-[0-9]{4}){3})(?:[ -]?[0-9]{3})?",
            _read,
            r"0-9A-Za-z.\-" + STARS,
            _EDGE,
            behind="[0-9] ",
            sign=either(SPACED, DASHED),
        ),
        Shape(
            "[1-9][0-9]{3}(?: [0-9]{6} [0-9]{4,5}|-[0-9]{6}-[0-9]{4,5})",
            _read,
            r"0-9A-Za-z.\-" + STARS,
            _EDGE,
            behind="[0-9] ",
            sign=either(SPACED, DASHED),
        ),
        Shape("[0-9]{12,19}", _read_announced, "0-9A-Za-z." + STARS, _EDGE, after=_CARDS),
        Shape(f"{_ANY}(?:[ -]?{_ANY}){{8,17}}[ -]?[0-9]", _read_masked, _EDGE + "+", _EDGE, sign=either(MASKED, CROSSED)),
        Shape(f"[0-9]{{6}}[{STARS}xX]{{6,9}}[0-9]{{4}}", _read_masked, _EDGE + "+", _EDGE, sign=either(MASKED, CROSSED)),
        Shape(f"[{STARS}]{{3,5}} ?[0-9]{{4}}", _read_tail, _EDGE, _EDGE, after=_CARDS),
    ),
)
