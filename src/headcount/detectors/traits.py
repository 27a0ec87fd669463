"""Mechanism: what clients may have in common that a campaign cannot hide: a user agent, a network, when they first came."""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from headcount.detectors.units import column
from headcount.ledger.window import Window

TRAITS = {
    "agent": "with the user agent",
    "prefix": "of the network",
    "arrival": "first seen on",
    "week": "first seen in the week from",
}
"""Trait to how a sentence names it."""
_SPANS, _DAY = {"arrival": 1, "week": 7}, 86_400
"""Traits that say when a client came first, with the days that count as one; seconds."""
_SETTLING = 7
"""Days at the beginning of the log after which a client that had not been seen is a new one."""


def labels_of(window: Window, trait: str) -> NDArray[np.int64]:
    """The trait of each of the window's clients as a number; -1 where it is not known."""
    if trait == "agent":
        return column(window.clients, "agent")
    if trait in _SPANS:
        day = column(window.clients, "first") // _DAY - int(window.first.timestamp()) // _DAY
        return np.where(day >= _SETTLING, day // _SPANS[trait], -1)
    prefix = window.clients["prefix"].combine_chunks().dictionary_encode()
    unknown = np.array([not name for name in prefix.dictionary.to_pylist()], np.bool_)
    number = prefix.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return np.where(unknown[number], -1, number)


def day_of(window: Window, place: int, trait: str) -> str:
    """The first day (UTC) of the span in which a client first came; empty for a trait that is no time."""
    if trait not in _SPANS:
        return ""
    days = (window.clients["first"][place].as_py().date() - window.first.date()).days // _SPANS[trait] * _SPANS[trait]
    return str(window.first.date() + dt.timedelta(days=days))
