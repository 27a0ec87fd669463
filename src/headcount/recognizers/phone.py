"""phone: telephone numbers of people, in international, Chinese, North American and other national writing.

Claim: with `+` and a country code, or a Chinese mobile number of an assigned segment, the text alone is nearly enough; a bare
row of digits that could be dialled somewhere (10 digits of North America, 0 and 9 digits of Viet Nam) is reported with low
certainty, because order numbers and items look alike. Words before it (`Tel.`, `电话`, `call`) raise the certainty.

Masked: `138****1234`, `+86 138****1234`, `(212) ***-**67`, `***-***-1234`, `09** *** 678`.

Source: YD/T 1314 and MIIT's assignments for Chinese segments (`tables/cn_segments.tsv`), libphonenumber's metadata for the rest.
"""

from __future__ import annotations

import re

from stdnum import isbn

from headcount.model.kind import Form, Kind
from headcount.recognizers.context import words
from headcount.recognizers.masks import STARS, form_of, hidden
from headcount.recognizers.phone_plans import chinese_mobile, international, national, north_american
from headcount.recognizers.shapes import Reading, Shape, ShapeRecognizer
from headcount.recognizers.signs import BRACKETED, DASHED, DOTTED, SLASHED, SPACED, either, row

_CALLS = words(
    "tel|phone|mobile|cell|call|dial|contact|fax|whatsapp|text me|reach(?:ed)? (?:me|at|you)|answer|messages? to|voicemail|desk",
    r"ph\b|t\.|m\.|số|sđt|sdt|điện thoại|dien thoai|gọi|teléfono|móvil|llam|handy|rufnummer|mobil|anruf",
    "电话|手机|联系|致电|来电|座机|拨打|電話|هاتف|جوال|اتصل",
)
_HIDE = f"[{STARS}]"
_VIETNAMESE = re.compile("0[35789][0-9]{8}")
"""Mobile numbers of Viet Nam, and of few others, in a row; old ISBNs look alike and have a check digit."""
_EXTENSION = re.compile("[xe#]")
_SIGNS = re.compile("[^0-9]")
_TAKEN = re.compile(
    "[2-9][0-9]{2}[ -][0-9]{3}[ -][0-9]{4}"
    "|(?:19|20)[0-9]{2}[ -][01]?[0-9][ -][0-3]?[0-9]|[0-3]?[0-9][ -][0-3]?[0-9][ -](?:19|20)[0-9]{2}"
)
"""North American numbers, which have a shape of their own, and dates."""
_ABROAD = r"[1-9](?:[ .()/-]{0,2}[0-9]){7,14}(?: ?(?:x|ext\.?|#) ?[0-9]{1,5})?"
_EDGE = r"0-9A-Za-z+_" + STARS


def _digits(value: str) -> str:
    return value if value.isdigit() else _SIGNS.sub("", value)


def _read(match: re.Match[str], valid: bool | None, certainty: float, announced_certainty: float) -> Reading:  # noqa: FBT001 - the order of a reading
    if _CALLS.announce(match):
        certainty = max(certainty, announced_certainty)
    return Kind.PHONE, form_of(match[0]), valid, certainty


def _chinese(match: re.Match[str]) -> Reading:
    value = match[0]
    digits = _digits(value)
    valid = chinese_mobile(digits[-11:])
    if value[0] != "1":
        return _read(match, valid, 0.97 if valid else 0.6, 0.97)
    if len(value) > 11:
        return _read(match, valid, 0.85 if valid else 0.3, 0.95)
    return _read(match, valid, 0.6 if valid else 0.1, 0.95 if valid else 0.6)


def _international(match: re.Match[str]) -> Reading | None:
    digits = _digits(_EXTENSION.split(match[0])[0].replace("(0)", "")).removeprefix("00")
    if not 8 <= len(digits) <= 15 or digits[0] == "0":
        return None
    valid = international(digits)
    if match[0][0] == "0":
        certainty = (0.35 if match[0].isdigit() else 0.8) if valid else 0.1
        return _read(match, valid, certainty, 0.95 if valid else 0.6)
    return _read(match, valid, 0.95 if valid else 0.6, 0.97 if valid else 0.8)


def _north_american(match: re.Match[str]) -> Reading | None:
    value = match[0]
    valid = north_american(_digits(_EXTENSION.split(value)[0])[-10:])
    if len(value) == 10:
        return _read(match, valid, 0.3 if valid else 0.05, 0.9 if valid else 0.5)
    bracketed = value[0] == "(" or len(value) > 13
    return _read(match, valid, (0.9 if bracketed else 0.5) if valid else (0.6 if bracketed else 0.2), 0.95 if valid else 0.75)


def _national(match: re.Match[str]) -> Reading | None:
    value = match[0]
    digits = _digits(value)
    if not 9 <= len(digits) <= 12:
        return None
    planned = national(digits)
    if _VIETNAMESE.fullmatch(value) and not isbn.is_valid(value):
        return _read(match, planned, 0.6, 0.95)
    bare = len(value) == len(digits)
    certainty = (0.35 if bare else 0.55) if planned else (0.05 if bare else 0.2)
    return _read(match, planned, certainty, 0.9 if planned else 0.6)


def _chinese_landline(match: re.Match[str]) -> Reading:
    return _read(match, None, 0.6, 0.95)


def _grouped(match: re.Match[str]) -> Reading | None:
    digits = _digits(match[0])
    if not 7 <= len(digits) <= 12 or _TAKEN.fullmatch(match[0]):
        return None
    planned = len(digits) > 7 and national(digits)
    return _read(match, planned, 0.2 if planned or match[0][0] == "(" else 0.1, 0.75 if planned else 0.6)


def _masked_chinese(match: re.Match[str]) -> Reading:
    return Kind.PHONE, Form.MASKED, None, 0.95 if _digits(match[0]) and hidden(match[0]) >= 3 else 0.6


def _masked(match: re.Match[str]) -> Reading | None:
    stars, digits = hidden(match[0]), len(_digits(match[0]))
    if stars < 3 or not 2 <= digits <= 9 or not 8 <= stars + digits <= 15:
        return None
    written = any(char in "+(- " for char in match[0])
    return _read(match, None, 0.6 if written else 0.4, 0.9)


_AFTER = "0-9A-Za-z_" + STARS
PHONE = ShapeRecognizer(
    "phone",
    (Kind.PHONE,),
    (
        Shape(
            r"(?:\(?(?:\+|00)86\)?[ -]?|86[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}",
            _chinese,
            _EDGE + r".\-",
            _AFTER + "@",
            sign=either(row(11, 15), SPACED, DASHED),
        ),
        Shape(rf"\+{_ABROAD}", _international, _EDGE, _AFTER, sign="[+][1-9]"),
        Shape(rf"00{_ABROAD}", _international, _EDGE, _AFTER, behind="[0-9] ", unless=" [0-9]", sign="00[1-9]"),
        Shape(
            r"(?:1[ .-])?(?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[ .-]?)[0-9]{3}[ .-]?[0-9]{4}(?: ?(?:x|ext\.?|#) ?[0-9]{1,5})?",
            _north_american,
            _EDGE + r".\-",
            _AFTER + "-",
            sign=either(row(10, 11), SPACED, DASHED, DOTTED, BRACKETED),
        ),
        Shape(
            r"\(?0[1-9][0-9]{0,3}\)?[ ./-]{0,2}[0-9]{2,4}(?:[ ./-]?[0-9]{2,4}){1,4}",
            _national,
            _EDGE + r".\-",
            _AFTER + "-",
            behind="[0-9] ",
            unless=" [0-9]",
            sign=either(row(9, 12), SPACED, DASHED, DOTTED, SLASHED, BRACKETED),
        ),
        Shape(
            r"\(?0(?:10|2[0-9]|[3-9][0-9]{2})(?:\) ?|-)[2-9][0-9]{6,7}(?:-[0-9]{1,5})?",
            _chinese_landline,
            _EDGE + r".\-",
            _AFTER + "-",
            sign=either(DASHED, BRACKETED),
        ),
        Shape(
            r"\(?[0-9]{2,4}\)?(?:[ -][0-9]{2,6}){1,4}",
            _grouped,
            _EDGE + r".,\-",
            _AFTER + r":\-",
            behind="[0-9] ",
            unless="[ .,][0-9]",
            sign=either(SPACED, DASHED),
        ),
        Shape(
            rf"(?:\+?86[ -]?)?1[3-9][0-9{STARS}][ -]?(?:[0-9]{{0,4}}{_HIDE}{{3,5}}[ -]?[0-9]{{3,4}}|{_HIDE}{{8}})",
            _masked_chinese,
            _EDGE,
            _AFTER,
            sign=f"[{STARS}]",
        ),
        Shape(
            rf"[+(0-9{STARS}][0-9{STARS}]{{1,5}}\)?(?:[ .-]{{0,2}}[0-9{STARS}]){{6,13}}",
            _masked,
            _EDGE,
            _AFTER + "@",
            sign=f"[{STARS}]",
        ),
    ),
)
