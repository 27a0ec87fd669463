"""ip_address: addresses of the Internet, version 4 and 6.

Claim: four parts of 0 to 255 are also a version number, which keeps its parts small and comes with words (`v`, `version`,
`build`); an address has a part over 40 somewhere, or stands alone in a value and is announced. Addresses of version 6 have
at least two colons and a shape of their own; times and hardware addresses are told apart.

Masked: `203.0.*.*`, `203.0.113.***`, `2001:db8:****:****`.

Source: RFC 791, RFC 4291 and RFC 5952 (text form), by Python's ipaddress.
"""

from __future__ import annotations

import ipaddress
import re

from headcount.model.kind import Form, Kind
from headcount.recognizers.context import words
from headcount.recognizers.masks import STARS, hidden
from headcount.recognizers.shapes import WORD, Reading, Shape, ShapeRecognizer

_VERSIONS = words("version", "ver", r"v\.?$", "build", "release", "firmware", "版本", "phiên bản", "chrome/", "[a-z]{2,20}/$")
_ADDRESSES = words(r"ip\b", "ipv4", "ipv6", "address", "host", "client", "地址", "địa chỉ")
_NOBODY = re.compile(r"255\.[0-9.]+|0\.0\.0\.0|127\.0\.0\.[0-9]+")
"""Masks of networks, no address, and oneself."""
_LEADING_ZERO = re.compile(r"(?:^|\.)0[0-9]")
_SMALL = 40
"""Parts of version numbers hardly exceed this all at once."""


def _read_4(match: re.Match[str]) -> Reading | None:
    first, *others = (int(part) for part in match[0].split("."))
    greatest = max(others)
    if first > 255 or greatest > 255 or _LEADING_ZERO.search(match[0]) or _NOBODY.fullmatch(match[0]):
        return None
    if _VERSIONS.announce(match):
        return Kind.IP_ADDRESS, Form.CLEAR, None, 0.05
    if max(first, greatest) < _SMALL or (first < 2 and greatest < 100):
        return Kind.IP_ADDRESS, Form.CLEAR, None, 0.8 if _ADDRESSES.announce(match) else 0.1
    return Kind.IP_ADDRESS, Form.CLEAR, True, 0.9


def _read_4_masked(match: re.Match[str]) -> Reading | None:
    value = match[0]
    if not (hidden(value) or "x" in value.lower()) or not any(char.isdigit() for char in value):
        return None
    return Kind.IP_ADDRESS, Form.MASKED, None, 0.85


def _read_6(match: re.Match[str]) -> Reading | None:
    value = match[0]
    groups = value.count(":")
    if groups < 2 or (groups < 7 and "::" not in value):
        return None
    try:
        address = ipaddress.IPv6Address(value)
    except ValueError:
        return None
    return Kind.IP_ADDRESS, Form.CLEAR, True, 0.5 if int(address) < 1 << 64 else 0.97


def _read_6_masked(match: re.Match[str]) -> Reading | None:
    value = match[0]
    if hidden(value) < 2 or not any(char.isalnum() for char in value) or "." in value:
        return None
    return Kind.IP_ADDRESS, Form.MASKED, None, 0.85


_HEX = "[0-9A-Fa-f]"
_END_6 = rf"(?:{_HEX}{{1,4}}|(?:[0-9]{{1,3}}\.){{3}}[0-9]{{1,3}})"
_TEXT_6 = (
    rf"(?:{_HEX}{{1,4}}:){{6,7}}{_END_6}|(?:{_HEX}{{1,4}}:){{1,7}}(?::{_HEX}{{1,4}}){{0,5}}(?::{_END_6})?:?"
    rf"|::(?:{_HEX}{{1,4}}:){{0,6}}{_END_6}"
)
IP_ADDRESS = ShapeRecognizer(
    "ip_address",
    (Kind.IP_ADDRESS,),
    (
        Shape(
            r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}",
            _read_4,
            r"0-9A-Za-z.:\-",
            "0-9A-Za-z_",
            unless=r"\.[0-9]",
            sign=r"[0-9][.][0-9]{1,3}[.][0-9]{1,3}[.][0-9]",
        ),
        Shape(
            rf"[0-9]{{1,3}}(?:\.(?:[0-9]{{1,3}}|[{STARS}xX]{{1,3}})){{3}}",
            _read_4_masked,
            WORD + ".",
            WORD + "." + STARS,
            sign=f"[.][xX{STARS}]{{1,3}}",
        ),
        Shape(_TEXT_6, _read_6, "0-9A-Za-z:.", "0-9A-Za-z:", sign="::|[0-9A-Fa-f]:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]"),
        Shape(
            f"{_HEX}{{4}}:{_HEX}{{1,4}}(?::{{1,2}}[0-9A-Fa-f{STARS}]{{1,4}}){{1,6}}",
            _read_6_masked,
            WORD + ":",
            WORD + ":" + STARS,
            sign=f":[{STARS}]",
        ),
    ),
)
