"""Who may know whom: the site's own tables, and what of the world's events they explain.

Devices have no relation with one parcel after the other: a scanner belongs to the stations of a region, and so does the parcel.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.lab import addresses, site
from headcount.lab.population import population
from headcount.lab.world import DAY, SECOND, World


@dataclass(frozen=True, slots=True)
class Relations:
    """One row for each client and person between whom there is a reason, by client and person."""

    client: NDArray[np.int32]
    person: NDArray[np.int32]
    since: NDArray[np.int64]
    """Seconds since 1970: midnight of the day of the first event with a reason."""
    until: NDArray[np.int64]
    """Seconds since 1970, not included: the midnight after the last one."""
    devices: NDArray[np.int32]
    """Shape (devices,): the clients that belong to stations. What they may read is not among the rows above."""
    station: NDArray[np.int64]
    """Shape (devices,): the region whose people's parcels each of them may read."""


def settle(world: World) -> tuple[World, Relations]:
    """The relations that the world's reasons amount to, and the world with every event that they explain marked.

    A look at a person while one is responsible for that person has a reason, whoever made it and why.
    """
    events = world.events
    device = world.clients.role == site.DEVICE
    works = device[events.client]
    key = (events.client.astype(np.int64) << 32) | events.subject.astype(np.int64) & 0xFFFFFFFF
    known = np.flatnonzero(events.reason & (events.subject >= 0) & ~works)
    order = known[np.argsort(key[known], kind="stable")]
    ends = np.flatnonzero(np.diff(key[order], append=-1) != 0)
    begins = np.concatenate([[0], ends[:-1] + 1]) if len(ends) else ends
    pair = key[order[ends]]
    since = events.at[order[begins]] // DAY * DAY
    until = (events.at[order[ends]] // DAY + 1) * DAY
    reason = events.reason.copy()
    if len(pair):
        others = np.flatnonzero(~events.reason & (events.subject >= 0) & (events.subject < world.people))
        place = np.minimum(np.searchsorted(pair, key[others]), len(pair) - 1)
        reason[others] = (pair[place] == key[others]) & (events.at[others] >= since[place]) & (events.at[others] < until[place])
    station = addresses.region(world.clients.address)
    there = np.flatnonzero(works & (events.subject >= 0) & (events.subject < world.people))
    reason[works] = False
    reason[there] = population(world.people, world.seed).region(events.subject[there]) == station[events.client[there]]
    relations = Relations(
        (pair >> 32).astype(np.int32),
        (pair & 0xFFFFFFFF).astype(np.int32),
        since // SECOND,
        until // SECOND,
        np.flatnonzero(device).astype(np.int32),
        station[device],
    )
    return world.with_events(dataclasses.replace(events, reason=reason)), relations
