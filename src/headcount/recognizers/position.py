"""position: precise places on earth, as pairs of degrees, in words of GeoJSON and WKT, and in degrees, minutes and seconds.

Claim: two numbers in the range of latitude and longitude with at least four decimals each (about 11 m) side by side are a
precise position. One such number alone is reported low: only the name of its field, `lat` or `lng`, tells. Amounts have two
decimals and rates seldom stand in pairs. Fewer than three decimals (1 km) is a region and not reported.

Masked: `31.2****,121.4****`.

Source: RFC 5870 and RFC 7946 for the order of pairs; ISO 6709 for degrees, minutes and seconds.
"""

from __future__ import annotations

import re

from headcount.model.kind import Form, Kind
from headcount.recognizers.masks import STARS, hidden
from headcount.recognizers.shapes import WORD, Reading, Shape, ShapeRecognizer

_DEGREES = r"-?(?:[0-9]{1,2}|1[0-7][0-9])\.[0-9]{3,15}"
_NUMBER = re.compile(r"-?[0-9]+\.[0-9]+")


def _read_pair(match: re.Match[str]) -> Reading | None:
    first, second = _NUMBER.findall(match[0])
    one, other = abs(float(first)), abs(float(second))
    if min(one, other) > 90 or max(one, other) > 180:
        return None
    decimals = min(len(first.partition(".")[2]), len(second.partition(".")[2]))
    marked = match[0][:1] in "PpGg"
    return Kind.LOCATION_PRECISE, Form.CLEAR, True, 0.95 if marked else 0.85 if decimals >= 4 else 0.4


def _read_single(match: re.Match[str]) -> Reading | None:
    value = match[0]
    if abs(float(value)) > 180:
        return None
    return Kind.LOCATION_PRECISE, Form.CLEAR, None, 0.15 if len(value.partition(".")[2]) >= 5 else 0.08


def _read_sexagesimal(_: re.Match[str]) -> Reading:
    return Kind.LOCATION_PRECISE, Form.CLEAR, None, 0.9


def _read_masked(match: re.Match[str]) -> Reading | None:
    return (Kind.LOCATION_PRECISE, Form.MASKED, None, 0.7) if hidden(match[0]) >= 2 else None


_SEXAGESIMAL = "[0-9]{1,3}[°º] ?[0-9]{1,2}['\u2032\u2019] ?(?:[0-9]{1,2}(?:[.][0-9]{1,6})?[\"\u2033\u201d] ?)?[NSEWnsew]?"
_EDGE = "0-9A-Za-z.+"
POSITION = ShapeRecognizer(
    "position",
    (Kind.LOCATION_PRECISE,),
    (
        Shape(
            rf"(?:POINT ?\(|Point\(|point\(|geo:|GEO:)?{_DEGREES}(?:[,;] ?| ){_DEGREES}\)?",
            _read_pair,
            _EDGE + "-",
            "0-9A-Za-z",
            sign=r"[.][0-9]{3,15}[,; ]",
        ),
        Shape(r"-?(?:[0-9]{1,2}|1[0-7][0-9])\.[0-9]{4,15}", _read_single, _EDGE + "-", "0-9A-Za-z.", sign=r"[.][0-9]{4}"),
        Shape(
            _SEXAGESIMAL,
            _read_sexagesimal,
            WORD,
            sign="[0-9][°º]",
        ),
        Shape(
            rf"-?[0-9]{{1,3}}\.[0-9]{{0,3}}[{STARS}]{{2,8}}, ?-?[0-9]{{1,3}}\.[0-9]{{0,3}}[{STARS}]{{2,8}}",
            _read_masked,
            WORD + ".",
            WORD,
            sign=f"[{STARS}]",
        ),
    ),
)
