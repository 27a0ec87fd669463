"""Own history: how many standard deviations a client's day is above its days before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.lab.baselines.limits import new_today, today
from headcount.lab.baselines.trace import F64, Trace
from headcount.lab.views import Views
from headcount.lab.world import DAY, World

_FEWEST = 5
"""Active days before which a client is compared with its role instead."""


@dataclass(frozen=True, slots=True)
class OwnHistory:
    """Different people on the day so far against the client's own active days before, in standard deviations (at least 1 person).

    Shipped: three standard deviations, the usual rule.
    """

    name: str = "z-score"
    shipped: float | None = 3

    def trace(self, world: World, views: Views) -> Trace:
        """Standard deviations above the mean."""
        sofar = today(views, new_today(views))
        day = views.at // DAY
        last = np.r_[(day[1:] != day[:-1]) | (views.client[1:] != views.client[:-1]), True][: len(views)]
        closed = np.flatnonzero(last)
        unit = np.cumsum(last) - last
        mean, deviation = _before(views.client[closed], sofar[closed].astype(np.float64), _by_role(world, views, closed, sofar))
        value = (sofar - mean[unit]) / np.maximum(deviation[unit], 1)
        return Trace(views.client, views.at, value)


def _by_role(world: World, views: Views, closed: NDArray[np.intp], sofar: NDArray[np.float32]) -> tuple[F64, F64]:
    """Mean and deviation of a learning day of each closed day's role; shape (closed days,)."""
    role, value = world.clients.role[views.client[closed]], sofar[closed].astype(np.float64)
    learned = views.at[closed] < world.start + world.learning_days * DAY
    mean, deviation = np.zeros(len(world.roles)), np.zeros(len(world.roles))
    for number in range(len(world.roles)):
        own = value[learned & (role == number)]
        if len(own):
            mean[number], deviation[number] = own.mean(), own.std()
    return mean[role], deviation[role]


def _before(client: NDArray[np.int32], value: F64, newcomer: tuple[F64, F64]) -> tuple[F64, F64]:
    """Mean and deviation of the client's days before each; the role's while there are too few.

    Args:
        client: shape (days,), ascending.
        value: shape (days,), what each closed day held.
        newcomer: mean and deviation to use instead.
    """
    first = np.flatnonzero(np.r_[True, client[1:] != client[:-1]][: len(client)])
    group = np.repeat(np.arange(len(first)), np.diff(np.r_[first, len(client)]))
    place = np.arange(len(client)) - first[group]
    one, two = np.cumsum(value) - value, np.cumsum(value * value) - value * value
    one, two = one - one[first][group], two - two[first][group]
    mean = one / np.maximum(place, 1)
    deviation = np.sqrt(np.maximum(two / np.maximum(place, 1) - mean * mean, 0))
    few = place < _FEWEST
    return np.where(few, newcomer[0], mean), np.where(few, newcomer[1], deviation)
