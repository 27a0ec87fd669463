"""national_ids: personal numbers of some forty countries (India, the United States, Korea, Japan, Brazil, Germany, France ...).

Claim: how a number is written and its check, together: `000.000.000-00` that passes Brazil's two check digits is a CPF. Bare
digits stay below one half whatever passes, since a dozen checks of 11 digits let one row of digits in three through; bare
digits that fail are not reported, for no country alone writes so.

Each way of writing is a row of `tables/national_ids.tsv` with the python-stdnum module that checks it. Two rows may read the
same place as two kinds; the more certain reading stands.

Masked: `***-**-4399`, `xxx-xx-4399`, `**** **** 2346`, `971013-*******`, `***.***.**7-05`.

Source: python-stdnum's modules, each of which names its own.
"""

from __future__ import annotations

import functools
import importlib
import re
import string
from collections.abc import Callable
from importlib import resources

from headcount.model.kind import Form, Kind
from headcount.recognizers.check_digits import CheckDigit, luhn
from headcount.recognizers.masks import STARS
from headcount.recognizers.shapes import WORD, Reading, Shape, ShapeRecognizer
from headcount.recognizers.signs import CROSSED, DASHED, DOTTED, MASKED, MIXED, SLASHED, SPACED, either, row

_SIGN = re.compile(r"(\[[^]]*\]|\{[^}]*\}|\([^)]*\))|([0A*md])")
_WIDE = {"0": "[0-9]", "A": "[A-Z]", "*": f"[{STARS}]", "m": "(?:0[1-9]|1[0-2])", "d": "(?:0[1-9]|[12][0-9]|3[01])"}
_REPEATED = re.compile(r"(\[[^]]*\])\1+(?![{?])")
_CLASS = re.compile(r"\[[^]]*\]")
_DRAWN = "0A*-/. "
"""Characters of an outline that stands for every number written so."""
_IN_CLASSES = "[-]" + string.digits + string.ascii_uppercase
_EDGE = rf"{WORD}./\-{STARS}"


def _mostly_different(number: str) -> bool:
    """German tax numbers repeat one or two of their first ten digits, no more."""
    return len(set(number[:10])) >= 8


_FIRST: dict[str, Callable[[str], bool]] = {
    "bg.egn": CheckDigit.of("2 4 8 5 10 9 7 3 6/01234567890").holds,
    "br.cpf": CheckDigit.of("10 9 8 7 6 5 4 3 2/00987654321").holds,
    "de.idnr": _mostly_different,
    "kr.rrn": CheckDigit.of("2 3 4 5 6 7 8 9 2 3 4 5/10987654321").holds,
    "no.fodselsnummer": CheckDigit.of("3 7 6 1 8 9 4 5 2/0?987654321").holds,
    "pl.pesel": CheckDigit.of("1 3 7 9 1 3 7 9 1 3/0987654321").holds,
    "ro.cnp": CheckDigit.of("2 7 9 1 4 6 3 5 8 2 7 9/01234567891").holds,
    "se.personnummer": luhn,
    "si.emso": CheckDigit.of("7 6 5 4 3 2 7 6 5 4 3 2/00987654321").holds,
    "th.pin": CheckDigit.of("13 12 11 10 9 8 7 6 5 4 3 2/10987654321").holds,
    "tr.tckimlik": CheckDigit.of("1 1 1 1 1 1 1 1 1 1/0123456789").holds,
}
"""Cheap checks of bare digits, never stricter than the module's, which is asked about what passes."""


def pattern(written: str) -> str:
    """The regular expression of a way of writing.

    >>> pattern("00-[AB]0")
    '[0-9]{2}-[AB][0-9]'
    """
    wide = _SIGN.sub(lambda sign: sign[1] or _WIDE[sign[2]], written)
    return _REPEATED.sub(lambda same: f"{same[1]}{{{len(same[0]) // len(same[1])}}}", wide)


@functools.cache
def _check(module: str) -> Callable[[str], bool]:
    """The `is_valid` of a stdnum module, imported when a number first needs it."""
    is_valid: Callable[[str], bool] = importlib.import_module(f"stdnum.{module}").is_valid
    return is_valid


def _reader(kind: Kind, check: str, valid: float, invalid: float) -> Callable[[re.Match[str]], Reading | None]:
    """What a match of one row is."""
    if check == "masked":
        masked = kind, Form.MASKED, None, valid
        return lambda _: masked
    passed, failed = (kind, Form.CLEAR, True, valid), (kind, Form.CLEAR, False, invalid) if invalid else None
    first = _FIRST.get(check)
    if first is None or failed is not None:
        return lambda match: passed if _holds(check, match[0]) else failed
    return lambda match: passed if first(match[0]) and _holds(check, match[0]) else None


def _holds(check: str, number: str) -> bool:
    """Whether a module of stdnum finds the number valid as it is written, or without its spaces: some know dashes only."""
    return _check(check)(number) or (" " in number and _check(check)(number.replace(" ", "")))


def sign_of(written: str) -> str | tuple[str, ...]:
    """The sign of a way of writing."""
    if "*" in written or "XX" in written:
        return MASKED if "*" in written else CROSSED
    if "[-+" in written:
        return either(DASHED, MIXED, "[0-9][+]")
    plain = _CLASS.sub(_plain, written.replace("(?:19|20)", "00"))
    for mark, sign in (("-", DASHED), (" ", SPACED), ("/", SLASHED), (".", DOTTED)):
        if mark in plain:
            return sign
    length = len(plain) + plain.count("m") + plain.count("d")
    return row(length) if set(plain) <= set("0md756") else either(row(length), MIXED, "[A-Z]{6}[0-9A-Z]{2}[A-Z]")


def _plain(group: re.Match[str]) -> str:
    """What a character class stands for: a digit, a capital or either."""
    members = group[0]
    if members == "[.]":
        return "."
    digits, capitals = any(char.isdigit() for char in members), any(char.isupper() for char in members)
    return "B" if digits and capitals else "0" if digits else "A"


def outline_of(written: str) -> str:
    """The outline of a way of writing; empty where it has parts that may be missing or of several kinds.

    >>> outline_of("00md-[0-9]000000"), outline_of("AAA[ABCFGHJLPT]A0000A"), outline_of("0[ -]?0")
    ('000000-0000000', 'AAAAA0000A', '')
    """
    if any(group[1] == "-" or set(group) - set(_IN_CLASSES) for group in _CLASS.findall(written.replace("[.]", "."))):
        return ""
    plain = _CLASS.sub(_plain, written.replace("(?:19|20)", "00").replace("m", "00").replace("d", "00"))
    return "" if set(plain) - set(_DRAWN) else plain


def _shape(line: str) -> Shape:
    """The shape of one row."""
    written, kind, check, valid, invalid = line.split("\t")
    read = _reader(Kind(kind), check, float(valid), float(invalid))
    behind = f"[0-9{STARS}] " if " " in written else ""
    return Shape(
        pattern(written),
        read,
        _EDGE,
        WORD + STARS,
        behind=behind,
        unless=r"[ ./-]?[0-9]",
        sign=sign_of(written),
        outline=outline_of(written),
    )


def _shapes() -> tuple[Shape, ...]:
    """The rows of the table, in its order."""
    table = resources.files("headcount.recognizers").joinpath("tables", "national_ids.tsv").read_text("utf-8")
    return tuple(map(_shape, [line for line in table.splitlines() if not line.startswith("#")][1:]))


_OWN_MODULES = {Kind.NATIONAL_ID_CN, Kind.NATIONAL_ID_HK, Kind.NATIONAL_ID_TW, Kind.NATIONAL_ID_VN}
NATIONAL_IDS = ShapeRecognizer(
    "national_ids",
    (*(kind for kind in Kind if kind.startswith("national_id.") and kind not in _OWN_MODULES), Kind.SOCIAL_INSURANCE),
    _shapes(),
)
