"""Times of PostgreSQL's log: `2026-11-01 08:00:02.123 UTC`, with the abbreviation of `log_timezone`.

Source: PostgreSQL documentation, `log_line_prefix` (20.8); abbreviations as in its table of defaults (B.4).
"""

from __future__ import annotations

import time
from functools import lru_cache

from headcount.sources.clock import ISO

_ZONES = {
    "UTC": "Z", "GMT": "Z", "UCT": "Z", "Z": "Z", "WET": "Z", "WEST": "+01", "CET": "+01", "CEST": "+02", "EET": "+02",
    "EEST": "+03", "MSK": "+03", "JST": "+09", "KST": "+09", "HKT": "+08", "PKT": "+05", "WIB": "+07", "SAST": "+02",
    "NZST": "+12", "NZDT": "+13", "AEST": "+10", "AEDT": "+11", "ACST": "+0930", "AWST": "+08", "EDT": "-04", "CDT": "-05",
    "MDT": "-06", "PDT": "-07", "EST": "-05", "MST": "-07", "PST": "-08", "AKST": "-09", "AKDT": "-08", "HST": "-10",
}  # fmt: skip
"""Abbreviations that stand for one zone. Others (`CST`, `IST`, `BST`) are read where the reading machine's own zone has them."""


@lru_cache(maxsize=64)
def moment_of(stamp: str) -> int | None:
    """Microseconds of `2026-11-01 08:00:02.123 UTC`."""
    moment, _, zone = stamp.rpartition(" ")
    if zone[:1].isalpha():
        zone = _ZONES.get(zone) or _own_zone(zone)
    return ISO.parse(f"{moment}{zone}".encode()) if zone else None


def _own_zone(abbreviation: str) -> str:
    """The offset of an abbreviation of this machine's own time zone; empty when it has no such."""
    for east, name in ((-time.timezone, time.tzname[0]), (-time.altzone, time.tzname[1])):
        if name == abbreviation:
            return f"{'-' if east < 0 else '+'}{abs(east) // 3600:02}{abs(east) // 60 % 60:02}"
    return ""
