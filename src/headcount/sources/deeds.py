"""Deeds: what audit logs tell, one event at a time, and the batch that many of them make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from urllib.parse import quote

import msgspec
import numpy as np

from headcount.model.access import AccessBatch
from headcount.model.text import Text
from headcount.sources.sheet import TEXTS

READ, WRITE = "GET", "WRITE"
"""Methods of events that are no requests: one that showed data, and one that changed some and showed none."""
SHOWN, REFUSED, NOBODY, FAILED, THROTTLED, BROKEN = 200, 403, 404, 400, 429, 500
"""Statuses of events that have none of HTTP's."""
NO_DATA = "event that shows no data"
"""Why a well-formed event of an audit log is no access."""
_ON_SIGHT, _DIGITS = 32, 4
"""The catalogue takes a segment for a value when so many digits are among its first bytes (16 of them, here twice that)."""
_PLAIN = re.compile(r"[A-Za-z0-9_.~@:-]*")
_DIGIT = re.compile(r"[0-9@]")
_MOST_VALUES, _LONGEST = 1_000, 512
"""Values of one list of identifiers, and characters of one of them, that are kept."""


class Deed(msgspec.Struct, frozen=True, gc=False):
    """One event, in the clear, as an access will have it."""

    time: int
    """Microseconds since 1970-01-01 UTC."""
    method: str
    target: str
    status: int
    account: str = ""
    address: str = ""
    credential: str = ""
    user_agent: str = ""
    forwarded: str = ""
    size: int = -1
    rows: int = 0
    """Records that were shown beside those that the target names, as far as the log counts them."""

    def __repr__(self) -> str:
        return "Deed(***)"


def batch_of(deeds: Sequence[Deed], lines: Sequence[int]) -> AccessBatch:
    """The deeds as accesses; `lines` are the numbers of their lines, ascending."""
    text = {role: Text.of([getattr(deed, role) for deed in deeds]) for role in TEXTS}
    return AccessBatch(
        time=np.array([deed.time for deed in deeds], np.int64),
        **text,
        status=np.array([deed.status for deed in deeds], np.int16),
        size=np.array([deed.size for deed in deeds], np.int64),
        line=np.array(lines, np.int64),
        rows=np.array([deed.rows for deed in deeds], np.int64),
    )


def target(parts: Iterable[str], named: Mapping[str, Sequence[str]] | None = None) -> str:
    """A path of `parts` and a query of the values that are `named`, percent-encoded; several of one name are joined by commas."""
    path = "/" + "/".join(_quoted(part) for part in parts if part)
    query = "&".join(f"{_quoted(name)}={values_of(values)}" for name, values in (named or {}).items() if values)
    return f"{path}?{query}" if query else path


@lru_cache(maxsize=4_096)
def literal(part: str) -> str:
    """A segment that stands for itself, and is no value even where it has digits like one: those are percent-encoded then."""
    part = part[:_LONGEST]
    if not part.isdigit() and "@" not in part and len(_DIGIT.findall(part[:_ON_SIGHT])) < _DIGITS:
        return _quoted(part)
    return "".join(f"%{ord(letter):02X}" if _DIGIT.match(letter) else _quoted(letter) for letter in part)


def values_of(values: Sequence[str]) -> str:
    """Identifiers as one value of a request: percent-encoded, several joined by commas."""
    return ",".join(_quoted(value) for value in values[:_MOST_VALUES] if value)


def _quoted(text: str) -> str:
    return text if len(text) < _LONGEST and _PLAIN.fullmatch(text) else quote(text[:_LONGEST], safe="@:", errors="replace")
