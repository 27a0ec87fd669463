"""Which numbers a country's plan can assign: the patterns of phonenumbers' metadata, without its parser.

A pattern is applied in about a microsecond, the parser takes some fifty; the patterns are the same. China's mobile numbers
are looked up in a table of assigned segments instead, which knows carriers and is faster still.

Source: Google's libphonenumber metadata as `phonenumbers` carries it; ITU-T E.164 for country codes.
"""

from __future__ import annotations

import functools
import re
from importlib import resources

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

_REGIONS = {
    "0": ("CN", "VN", "DE", "GB", "FR", "IT", "AU", "JP", "KR", "TW", "NL", "BE", "SE", "CH", "AT", "ID", "TR", "ZA", "FI"),
    "8": ("RU",),
    "": ("ES", "PL", "DK", "NO", "HK", "SG", "PT", "CZ", "GR", "BR", "IN", "MX"),
}
"""Regions whose national way of writing is tried, by the prefix that is dialled inside the country."""


@functools.cache
def segments() -> frozenset[str]:
    """The first three or four digits of every assigned Chinese mobile number; made by `update/cn_segments.py`."""
    table = resources.files("headcount.recognizers").joinpath("tables", "cn_segments.tsv").read_text("utf-8")
    return frozenset(line.split("\t")[0] for line in table.splitlines() if line[:1].isdigit())


def chinese_mobile(digits: str) -> bool:
    """Whether 11 digits begin with a segment that a carrier has."""
    known = segments()
    return digits[:3] in known or digits[:4] in known


@functools.cache
def _pattern(region: str) -> str:
    """What people's lines in a region can be, without the prefix dialled inside it; empty for an unknown region."""
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(0, region)
    if metadata is None:
        return ""
    lines = (metadata.fixed_line, metadata.mobile, metadata.voip, metadata.personal_number)
    return "|".join(line.national_number_pattern for line in lines if line is not None and line.national_number_pattern)


@functools.cache
def _plan(*regions: str) -> re.Pattern[str] | None:
    """The patterns of some regions as one; None where none of them is known."""
    patterns = [pattern for region in regions if (pattern := _pattern(region))]
    return re.compile("|".join(patterns), re.ASCII) if patterns else None


@functools.cache
def _plan_of(country_code: int) -> re.Pattern[str] | None:
    return _plan(*COUNTRY_CODE_TO_REGION_CODE.get(country_code, ()))


def international(digits: str) -> bool:
    """Whether digits that begin with a country code are a number of that country's plan."""
    for length in (1, 2, 3):
        if plan := _plan_of(int(digits[:length])):
            number = digits[length:]
            return (plan.fullmatch(number) or plan.fullmatch(number.removeprefix("0"))) is not None
    return False


@functools.cache
def _area_codes() -> frozenset[str]:
    """Area codes of the North American plan (country code 1) under which some exchange has people's lines."""
    plan = _plan_of(1)
    exchanges = ("2345678", "5552345")
    codes = map(str, range(200, 1000))
    return frozenset(code for code in codes if plan and any(plan.fullmatch(code + exchange) for exchange in exchanges))


def north_american(digits: str) -> bool:
    """Whether ten digits can be a number of the North American plan: area code in use, exchange 200 or above."""
    return digits[3] > "1" and digits[:3] in _area_codes()


def national(digits: str) -> bool:
    """Whether some region that is tried has this number, as it is dialled inside the country."""
    prefix = digits[0] if digits[0] in _REGIONS else ""
    plan = _plan(*_REGIONS[prefix])
    return plan is not None and plan.fullmatch(digits[len(prefix) :]) is not None
