"""Mechanism: which days of a log are learned from, and which are judged by them."""

from __future__ import annotations

from headcount.ledger.window import Window

DAY = 86_400
_SHORTEST, _LONGEST, _BEYOND = 7, 30, 15
"""Days of learning: at least, at most; days that are judged beyond as many as were learned from, where more follow."""
FEWEST_PEERS = 200
"""Habits are learned from no fewer."""
ESTABLISHED = 5
"""A client that was active on so many days of the learning period has a habit of its own."""
MARGIN = 10.0
"""The bar is so many times what theory asks for the declared rate, since the learned tail is an estimate; but for calibration."""
UNINFORMATIVE = 0.5
"""Where more than such a share of the peers sees nothing but new and cold records, the shares say nothing."""
_MANY, _MOST_ALIKE = 20, 0.002
"""More clients than this, and a larger share of the peers, with the same habit are a role."""

Stretch = tuple[int, int, int]
"""From when the log is learned from, from when it is judged, and until when; seconds since 1970-01-01 UTC."""


def learning_ends(window: Window) -> int | None:
    """Second at which learning ends; None for a log that touches too few days to learn from its beginning."""
    first, last = (int(moment.timestamp()) // DAY for moment in (window.first, window.last))
    days = last - first + 1
    return (first + min(_LONGEST, days // 2)) * DAY if days >= 2 * _SHORTEST else None


def stretches(window: Window, ends: int) -> list[Stretch]:
    """The stretches of a log of which the first learning period ends at `ends`."""
    first, last = int(window.first.timestamp()) // DAY * DAY, int(window.last.timestamp()) + 1
    told = [(first, ends, last)]
    while last - told[-1][1] > (_LONGEST + _BEYOND) * DAY:
        since, begins, _ = told[-1]
        told[-1] = since, begins, begins + (_LONGEST + _BEYOND) * DAY
        told.append((begins, begins + _LONGEST * DAY, last))
    return told


def rehearsal(window: Window, ends: int) -> Stretch | None:
    """The learning period by itself, its second half judged by its first; None where the halves are too short."""
    first = int(window.first.timestamp()) // DAY * DAY
    days = (ends - first) // DAY
    return (first, first + days // 2 * DAY, ends) if days >= 2 * _SHORTEST else None


def too_many_alike(clients: int, peers: float) -> bool:
    """Whether so many of the peers show one habit that it is taken for a role that nobody declared."""
    return clients > max(_MANY, _MOST_ALIKE * peers)


def many_sweep(clients: int) -> str:
    """What an operator is told where so many clients sweep from the first day on that it is taken for honest."""
    return (
        f"about {clients:,} clients are shown records that are new to them and that few others look at, day after day since the "
        "log begins: that many are taken for a role that was not declared. If they have one, declare it ([[roles]]); if not, "
        "they have been harvesting all the time, and nobody who does the same is found by it"
    )
