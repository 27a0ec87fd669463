"""Times of the board: microseconds since 1970 UTC inside, moments outside."""

from __future__ import annotations

import datetime as dt

import numpy as np

HOUR, DAY = 3_600_000_000, 86_400_000_000
"""Microseconds."""
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICRO = dt.timedelta(microseconds=1)


def moment(micros: np.integer | int) -> dt.datetime:
    """The moment so many microseconds after 1970 began."""
    return _EPOCH + int(micros) * _MICRO


def micros(at: dt.datetime) -> int:
    """Microseconds since 1970; a time without a zone is UTC."""
    return ((at if at.tzinfo else at.replace(tzinfo=dt.UTC)) - _EPOCH) // _MICRO


def day_of(at: dt.datetime) -> int:
    """The day, since 1970, in which a moment lies."""
    return micros(at) // DAY


def day_after(at: dt.datetime) -> int:
    """The day, since 1970, that begins at a moment or next after it."""
    return -(-micros(at) // DAY)
