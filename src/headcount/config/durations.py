"""Lengths of time as people write them: `200ms`, `90s`, `10m`, `1h`, `7d`, `2w`."""

from __future__ import annotations

import re

from headcount.errors import ConfigError

_UNITS = {"ms": 1_000, "s": 1_000_000, "m": 60_000_000, "h": 3_600_000_000, "d": 86_400_000_000, "w": 604_800_000_000}
_NAMED = {"hour": "1h", "day": "1d", "week": "1w"}
_WRITTEN = re.compile(r"\s*(\d{1,9}(?:\.\d{1,6})?)\s*(ms|[smhdw])\s*", re.ASCII)


def microseconds(text: str) -> int:
    """A length of time.

    Raises:
        ConfigError: it is none, or no time at all.
    """
    written = _WRITTEN.fullmatch(_NAMED.get(text, text))
    length = round(float(written[1]) * _UNITS[written[2]]) if written else 0
    if not length:
        raise ConfigError(f'"{text[:20]}" is no length of time; write 90s, 10m, 1h, 1d or hour, day, week')
    return length
