"""Daily features: a client's day so far as the numbers that an isolation forest is usually given."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.lab.baselines.isolation import grow
from headcount.lab.baselines.limits import HOUR, long_tail, new_today, today, within
from headcount.lab.baselines.trace import F64, Trace
from headcount.lab.views import Views, steps
from headcount.lab.world import DAY, World

_WORTH_A_LOOK = 6
"""People on a day from which on it is scored every hour; other days are scored when they close."""
_FEWEST = 100
"""Learning days of a role from which on it has a forest of its own."""


@dataclass(frozen=True, slots=True)
class IsolationForest:
    """An isolation forest per role on the days of its clients, grown on the learning period.

    Shipped: 0.5, above which scikit-learn calls a point an outlier unless it is told a contamination.
    """

    name: str = "isolation forest"
    shipped: float | None = 0.5

    def trace(self, world: World, views: Views) -> Trace:
        """The score of the day so far, at the end of its busy hours and of the day."""
        day, hour = views.at // DAY, views.at // HOUR
        another = views.client[1:] != views.client[:-1]
        closes = np.r_[another | (day[1:] != day[:-1]), True][: len(views)]
        pauses = np.r_[another | (hour[1:] != hour[:-1]), True][: len(views)]
        people = today(views, new_today(views))
        rows = np.flatnonzero(closes | (pauses & (people >= _WORTH_A_LOOK)))
        table = features(world, views, rows)
        taught = closes[rows] & (views.at[rows] < world.start + world.learning_days * DAY)
        role = world.clients.role[views.client[rows]]
        value = np.zeros(len(rows))
        for number in np.flatnonzero(np.bincount(role, minlength=len(world.roles))).tolist():
            own = taught & (role == number)
            lesson = own if own.sum() >= _FEWEST else taught
            if lesson.sum() > 1:
                judged = role == number
                value[judged] = grow(table[lesson], world.seed).score(table[judged])
        return Trace(views.client[rows], views.at[rows], value)


def features(world: World, views: Views, rows: NDArray[np.intp]) -> F64:
    """Shape (rows, 9): the day up to each of `rows`.

    Requests, people, people of the long tail and new people of seven days (all as log(1 + x)); the shares of people among
    requests, of new ones, of the tail and of unexplained ones among people, and of neighbouring numbers among new ones.
    """
    fresh = new_today(views)
    tail = np.zeros(len(views), np.bool_)
    tail[fresh] = long_tail(world, views)[views.subject[fresh]]
    step = steps(world, views)
    every = np.ones(len(views), np.bool_)
    requests, people, new, cold, odd, near = (
        today(views, counted)[rows].astype(np.float64)
        for counted in (every, fresh, views.first, tail, fresh & ~views.reason, views.first & (step >= 1) & (step <= 3))
    )
    week = within(views, views.first, np.full(len(views), -1, np.int64), 7 * DAY)[rows]
    some, any_new = np.maximum(people, 1), np.maximum(new, 1)
    counts = [np.log1p(x) for x in (requests, people, cold, week)]
    return np.column_stack([*counts, people / np.maximum(requests, 1), new / some, cold / some, odd / some, near / any_new])
