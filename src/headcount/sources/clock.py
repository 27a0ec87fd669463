"""When a line was logged: the ways servers write a time, turned into microseconds since 1970-01-01 UTC."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

import numpy as np

from headcount.sources.clock_columns import Vector, clf, clf_millis, iso
from headcount.sources.spans import Bytes, Mask, Rows, buffer

_MONTHS = {m: i for i, m in enumerate(b"jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_EPOCH_DAY = dt.date(1970, 1, 1).toordinal()
_DIRECTIVES: dict[str, tuple[bytes, int]] = {
    "d": (rb"(?P<d>\d\d)", 2),
    "e": (rb"(?P<d>[ \d]\d)", 2),
    "m": (rb"(?P<m>\d\d)", 2),
    "b": (rb"(?P<b>[A-Za-z]{3})", 3),
    "B": (rb"(?P<b>[A-Za-z]{3})[a-z]*", 0),
    "Y": (rb"(?P<Y>\d{4})", 4),
    "y": (rb"(?P<y>\d\d)", 2),
    "H": (rb"(?P<H>\d\d)", 2),
    "M": (rb"(?P<M>\d\d)", 2),
    "S": (rb"(?P<S>\d\d)", 2),
    "f": (rb"(?P<f>\d{1,9})", 0),
    "3": (rb"(?P<f>\d{3})", 3),
    "6": (rb"(?P<f>\d{6})", 6),
    "z": (rb"(?P<z>[+-]\d{4})", 5),
    "s": (rb"(?P<s>\d{1,11})", 0),
    "a": (rb"[A-Za-z]{3}", 3),
    "A": (rb"[A-Za-z]+", 0),
    "j": (rb"\d{3}", 3),
    "Z": (rb"[A-Za-z]+", 0),
    "%": (rb"%", 1),
}
_SHORTHANDS = {"%T": "%H:%M:%S", "%D": "%m/%d/%y", "%F": "%Y-%m-%d", "%R": "%H:%M", "%h": "%b", "%n": "\n", "%t": "\t"}
_DAY = 86_400_000_000


class Layout:
    """One way to write a time."""

    def __init__(self, name: str, regex: bytes, width: int = 0, vector: Vector | None = None) -> None:
        """`regex` has the named groups of `_DIRECTIVES`; `width` is 0 when it varies; `vector` reads regular times at once."""
        self.name = name
        self.width = width
        self.vector = vector
        self.regex = re.sub(rb"\(\?P<\w>", b"(?:", regex)
        self._compiled = re.compile(regex)

    def __repr__(self) -> str:
        return f"Layout({self.name!r})"

    def parse(self, text: bytes) -> int | None:
        """Microseconds since the epoch, UTC; None when `text` is no such time. Without a zone, UTC is assumed."""
        match = self._compiled.fullmatch(text)
        return _moment(match.groupdict()) if match else None

    def column(self, data: Bytes, start: Rows, size: Rows) -> tuple[Rows, Mask]:
        """The times in many spans, and whether each is one."""
        if self.vector:
            micros, known = self.vector(data, start, size, self.parse)
        else:
            micros, known = np.zeros(len(start), np.int64), np.zeros(len(start), np.bool_)
        rows = np.flatnonzero(~known)
        raw, cache = buffer(data), dict[bytes, int | None]()
        for row, at, n in zip(rows.tolist(), start[rows].tolist(), size[rows].tolist(), strict=True):
            text = bytes(raw[at : at + n])
            moment = cache[text] if text in cache else cache.setdefault(text, self.parse(text))
            if moment is not None:
                micros[row], known[row] = moment, True
        return micros, known


def _moment(part: dict[str, bytes | None]) -> int | None:
    fraction = int((part.get("f") or b"0").ljust(6, b"0")[:6])
    if seconds := part.get("s"):
        return int(seconds) * 1_000_000 + fraction
    month = part.get("m") or _MONTHS.get((part.get("b") or b"").lower())
    year = int(part.get("Y") or b"20" + (part.get("y") or b"00"))
    try:
        day = dt.date(year, int(month or 0), int(part.get("d") or 0)).toordinal() - _EPOCH_DAY
    except ValueError:
        return None
    hour, minute, second = (int(part.get(k) or 0) for k in "HMS")
    if hour > 23 or minute > 59 or second > 60:
        return None
    zone = (part.get("z") or b"+0000").replace(b":", b"")
    east = 0 if zone in {b"Z", b"z"} else int(zone[1:3]) * 60 + int(zone[3:5] or 0)
    minutes = hour * 60 + minute + (east if zone[:1] == b"-" else -east)
    return day * _DAY + (minutes * 60 + second) * 1_000_000 + fraction


@lru_cache(maxsize=64)
def strftime(form: str) -> Layout:
    """The layout that strftime writes for `form` (`%3` and `%6` stand for three and six digits of a fraction).

    Raises:
        ValueError: a directive that says nothing about the time, or that depends on the server's language.
    """
    for short, long in _SHORTHANDS.items():
        form = form.replace(short, long)
    for known in (CLF, CLF_MILLIS):
        if form == known.name:
            return known
    regex, width = b"", 0
    for token in re.findall(r"%.|[^%]+|%$", form, re.DOTALL):
        if token[0] != "%":
            regex, width = regex + re.escape(token.encode()), width + len(token.encode()) if width >= 0 else -1
            continue
        if token[1:] not in _DIRECTIVES:
            raise ValueError(f"%{token[1:]} in a time format is not understood")
        part, size = _DIRECTIVES[token[1:]]
        regex, width = regex + part, width + size if size and width >= 0 else -1
    return Layout(form, regex, max(width, 0))


_CLF_DATE = rb"(?P<d>\d\d)/(?P<b>[A-Z][a-z][a-z])/(?P<Y>\d{4}):(?P<H>\d\d):(?P<M>\d\d):(?P<S>\d\d)"
CLF = Layout("%d/%b/%Y:%H:%M:%S %z", _CLF_DATE + rb" (?P<z>[+-]\d{4})", 26, clf)
"""The Common Log Format's time, such as `01/Nov/2025:00:00:02 +0000`: Apache `%t`, nginx `$time_local`."""
CLF_MILLIS = Layout("%d/%b/%Y:%H:%M:%S.%3", _CLF_DATE + rb"\.(?P<f>\d{3})", 24, clf_millis)
"""The same with milliseconds and without a zone, taken for UTC: HAProxy."""
ISO = Layout(
    "iso",
    rb"(?P<Y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)[T \t](?P<H>\d\d):(?P<M>\d\d):(?P<S>\d\d)"
    rb"(?:[.,](?P<f>\d{1,9}))?(?P<z>Z|[+-]\d\d(?::?\d\d)?)?",
    vector=iso,
)
"""RFC 3339 and its relatives; a space or tab instead of the T, and a missing zone (then UTC), are accepted."""
EPOCH = Layout("epoch", rb"(?P<s>\d{9,11})(?:\.(?P<f>\d{1,9}))?")
"""Seconds since the epoch, such as nginx `$msec`."""


def epoch(value: float) -> int | None:
    """Microseconds of a number of seconds, milliseconds, microseconds or nanoseconds since the epoch; its size says which."""
    if not 0 <= value < 1e20:
        return None
    for limit, factor in ((1e11, 1_000_000), (1e14, 1000), (1e17, 1)):
        if value < limit:
            return round(value * factor)
    return int(value) // 1000


def any_time(value: object) -> int | None:
    """Microseconds of a time as JSON logs write it: a number, or a string in one of the layouts above."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return epoch(value)
    text = str(value).strip().encode()
    for layout in (ISO, CLF):
        if (moment := layout.parse(text)) is not None:
            return moment
    return epoch(float(text)) if re.fullmatch(rb"\d{9,19}(\.\d*)?", text) else None
