"""Views: a made world's events client by client, and which of them showed somebody for the first time.

One stable counting sort groups the events by client, another the same rows by person, so that a row finds the client's
previous view of the same person beside it; no pair of (client, person) is ever hashed or compared.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.compiled import compiled
from headcount.lab.population import population
from headcount.lab.world import World

I64 = NDArray[np.int64]
_SPARSE = 8
"""Keys that reach further than so many times their number are sorted by comparison, not counted."""


@dataclass(frozen=True, slots=True)
class Views:
    """The events of a world sorted by client, then time. Arrays have shape (rows,) unless said otherwise."""

    start: I64
    """Shape (clients + 1,): first row of each client, then the number of rows."""
    client: NDArray[np.int32]
    at: I64
    """Microseconds since 1970-01-01 UTC, ascending within a client."""
    subject: NDArray[np.int32]
    """The person; -1 on a page without one."""
    route: NDArray[np.int8]
    found: NDArray[np.bool_]
    shown: NDArray[np.bool_]
    """Somebody was shown: the answer was found and is about a person."""
    reason: NDArray[np.bool_]
    """The site's own tables explain it."""
    previous: I64
    """Row at which the same client was last shown the same person; -1 for a first view and for rows that show nobody."""

    def __len__(self) -> int:
        return len(self.client)

    @property
    def first(self) -> NDArray[np.bool_]:
        """Rows that show the client a person for the first time."""
        return self.shown & (self.previous < 0)


def views_of(world: World, until: int | None = None) -> Views:
    """All events, or those before `until` (microseconds since 1970-01-01 UTC)."""
    events = world.events
    stop = len(events.at) if until is None else int(np.searchsorted(events.at, until))
    start, order = grouped(events.client[:stop], len(world.clients))
    subject, found = events.subject[:stop][order], events.found[:stop][order]
    shown = found & (subject >= 0)
    client = events.client[:stop][order]
    return Views(
        start=start,
        client=client,
        at=events.at[:stop][order],
        subject=subject,
        route=events.route[:stop][order],
        found=found,
        shown=shown,
        reason=events.reason[:stop][order],
        previous=same_before(client, subject, shown),
    )


def grouped(key: NDArray[np.integer], groups: int) -> tuple[I64, I64]:
    """Places of each value of `key` (0 to `groups` - 1), in the order in which they come.

    Returns:
        start: shape (groups + 1,), where each value's places begin in `order`.
        order: shape (rows,), the places.
    """
    start, order = np.zeros(groups + 2, np.int64), np.empty(len(key), np.int64)
    _place(np.ascontiguousarray(key, np.int64), start, order)
    return start[:-1], order


@compiled
def _place(key: I64, start: I64, order: I64) -> None:
    for row in range(len(key)):
        start[key[row] + 2] += 1
    for value in range(2, len(start)):
        start[value] += start[value - 1]
    for row in range(len(key)):
        order[start[key[row] + 1]] = row
        start[key[row] + 1] += 1


def same_before(client: NDArray[np.integer], key: NDArray[np.integer], counted: NDArray[np.bool_]) -> I64:
    """The row before with the same client and key, among the counted rows; -1 where there is none.

    Args:
        client: shape (rows,), ascending.
        key: shape (rows,), 0 or more wherever `counted`; least work where it stays below some millions.
        counted: shape (rows,).
    """
    previous = np.full(len(client), -1, np.int64)
    rows = np.flatnonzero(counted)
    if not len(rows):
        return previous
    own = key[rows]
    reach = int(own.max()) + 1
    rows = rows[np.argsort(own, kind="stable") if reach > _SPARSE * len(rows) + 1_000_000 else grouped(own, reach)[1]]
    same = (key[rows[1:]] == key[rows[:-1]]) & (client[rows[1:]] == client[rows[:-1]])
    previous[rows[1:][same]] = rows[:-1][same]
    return previous


def steps(world: World, views: Views) -> I64:
    """The smaller step, without its sign, from the identifiers of the client's two requests for a person before.

    Misses count as asked for. Phone numbers walk apart from persons' numbers. -1 where there is none before, and on pages
    without a person.
    """
    phone = np.array([route.phone for route in world.routes], np.bool_)
    rows = np.flatnonzero(views.subject >= 0)
    walker = views.client[rows].astype(np.int64) * 2 + phone[views.route[rows]]
    order = grouped(walker, 2 * len(views.start))[1]
    rows, walker = rows[order], walker[order]
    number = views.subject[rows].astype(np.int64)
    dialled = walker % 2 == 1
    if dialled.any():
        number[dialled] = population(world.people, world.seed).phone(views.subject[rows[dialled]])
    far = np.iinfo(np.int64).max
    least = np.full(len(rows), far)
    for back in (1, 2):
        step = np.where(walker[back:] == walker[:-back], np.abs(number[back:] - number[:-back]), far)
        least[back:] = np.minimum(least[back:], step)
    found = np.full(len(views), -1, np.int64)
    found[rows] = np.where(least == far, -1, least)
    return found
