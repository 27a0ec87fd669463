"""Limits: how many requests or different people within a sliding stretch of time, or a calendar day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.compiled import compiled
from headcount.lab.baselines.trace import Trace
from headcount.lab.views import I64, Views, same_before
from headcount.lab.world import DAY, World

HOUR = DAY // 24
_HEAD = 0.8
"""The most-read people who together get this share of all views are the head; everybody else is the long tail."""


@dataclass(frozen=True, slots=True)
class RequestsAnHour:
    """Requests within any hour, whatever they ask for.

    Shipped: what GitHub documents as the primary limit of its REST API for accounts, 5,000 an hour. One answer about many
    people is one request.
    """

    name: str = "requests/h"
    shipped: float | None = 5_000

    def trace(self, world: World, views: Views) -> Trace:
        """Requests within the last hour."""
        del world
        one = np.ones(len(views), np.bool_)
        one[1:] = (
            (views.at[1:] != views.at[:-1]) | (views.client[1:] != views.client[:-1]) | (views.route[1:] != views.route[:-1])
        )
        return _trace(views, within(views, one, np.full(len(views), -1, np.int64), HOUR))


@dataclass(frozen=True, slots=True)
class PeopleADay:
    """Different people within a calendar day (UTC). No product ships a number."""

    name: str = "people/day"
    shipped: float | None = None

    def trace(self, world: World, views: Views) -> Trace:
        """Different people on the day so far."""
        del world
        return _trace(views, today(views, new_today(views)))


@dataclass(frozen=True, slots=True)
class PeopleAMonth:
    """Different people within any 30 days. No product ships a number."""

    name: str = "people/30 d"
    shipped: float | None = None

    def trace(self, world: World, views: Views) -> Trace:
        """Different people within the last 30 days."""
        del world
        return _trace(views, within(views, views.shown, views.previous, 30 * DAY))


@dataclass(frozen=True, slots=True)
class LongTail:
    """Different people of the long tail within any 7 days.

    Ro, Han & Im, "Detection method for distributed web-crawlers: a long-tail threshold model", Security and Communication
    Networks (2018). The tail is learned in the learning period. No product ships a number.
    """

    name: str = "long tail/7 d"
    shipped: float | None = None

    def trace(self, world: World, views: Views) -> Trace:
        """Different people of the tail within the last 7 days."""
        tail = long_tail(world, views)
        counted = views.shown.copy()
        counted[counted] = tail[views.subject[counted]]
        return _trace(views, within(views, counted, views.previous, 7 * DAY))


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Akto's parameter enumeration rule: different values of one endpoint's parameter within five minutes, found or not.

    Akto flags an address above 50; it keeps the counts in sketches, here they are exact.
    """

    name: str = "Akto enumeration"
    shipped: float | None = 50

    def trace(self, world: World, views: Views) -> Trace:
        """Different values that the client gave to the row's own endpoint within the last five minutes."""
        asked = views.subject >= 0
        kinds = len(world.routes)
        key = views.subject.astype(np.int64) * kinds + views.route
        return _trace(views, within(views, asked, same_before(views.client, key, asked), HOUR // 12, views.route))


def long_tail(world: World, views: Views) -> NDArray[np.bool_]:
    """Shape (people,): who is not among the most-read people that got `_HEAD` of the views while learning."""
    learned = views.shown & (views.at < world.start + world.learning_days * DAY)
    read = np.bincount(views.subject[learned], minlength=world.people)
    order = np.argsort(-read, kind="stable")
    before = np.cumsum(read[order]) - read[order]
    tail = np.ones(len(read), np.bool_)
    tail[order[before < _HEAD * read.sum()]] = False
    return tail


def new_today(views: Views) -> NDArray[np.bool_]:
    """Rows that show the client somebody for the first time on this day (UTC)."""
    fresh: NDArray[np.bool_] = views.shown & ((views.previous < 0) | (views.at[views.previous] // DAY != views.at // DAY))
    return fresh


def today(views: Views, counted: NDArray[np.bool_]) -> NDArray[np.float32]:
    """How many rows counted on the client's day so far, this row among them."""
    total = np.cumsum(counted, dtype=np.int64)
    day = views.at // DAY
    edge = np.r_[True, (day[1:] != day[:-1]) | (views.client[1:] != views.client[:-1])][: len(views)]
    before = (total - counted)[edge]
    sofar: NDArray[np.float32] = (total - before[np.cumsum(edge) - 1]).astype(np.float32)
    return sofar


def within(
    views: Views, counted: NDArray[np.bool_], previous: I64, span: int, lane: NDArray[np.int8] | None = None
) -> NDArray[np.float32]:
    """Different things counted within the last `span` microseconds, this row among them.

    Args:
        views: rows by client, then time.
        counted: shape (rows,), rows that count at all.
        previous: shape (rows,), the client's last counted row of the same thing; -1: none (every row a thing of its own).
        span: microseconds.
        lane: shape (rows,), things counted apart (0 to 127); None: all together.
    """
    value = np.empty(len(views), np.float32)
    lanes = np.zeros(len(views), np.int8) if lane is None else lane
    alive, count = np.zeros(len(views), np.bool_), np.zeros(128, np.int64)
    _within(views.start, views.at, counted, previous, lanes, np.int64(span), alive, count, value)
    return value


@compiled
def _within(
    start: I64,
    at: I64,
    counted: NDArray[np.bool_],
    previous: I64,
    lane: NDArray[np.int8],
    span: np.int64,
    alive: NDArray[np.bool_],
    count: I64,
    value: NDArray[np.float32],
) -> None:
    for client in range(len(start) - 1):
        oldest = start[client]
        count[:] = 0
        for row in range(start[client], start[client + 1]):
            while at[oldest] <= at[row] - span:
                if alive[oldest]:
                    count[lane[oldest]] -= 1
                oldest += 1
            if counted[row]:
                if previous[row] >= oldest:
                    alive[previous[row]] = False
                else:
                    count[lane[row]] += 1
                alive[row] = True
            value[row] = count[lane[row]]


def _trace(views: Views, value: NDArray[np.float32]) -> Trace:
    return Trace(views.client, views.at, value)
