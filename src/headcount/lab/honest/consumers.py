"""Private people: most look rarely and at the same few, some in binges, a few at half the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.lab import addresses, rhythm, site
from headcount.lab.honest import address_books, surprises
from headcount.lab.population import CATEGORIES, REGIONS, TOPICS, Population
from headcount.lab.setting import Setting
from headcount.lab.world import SECOND, Clients, Events, Part

SHARE = 0.932
"""Of the accounts."""
_CHUNK = 4_000


@dataclass(frozen=True, slots=True)
class Habits:
    """What each consumer is like."""

    chance: NDArray[np.float64]
    """Of a visit on an ordinary day: Beta(0.8, 2)."""
    volume: NDArray[np.float64]
    """Views of a visit: lognormal around 3.5; for the 1 % dealers, journalists and recruiters with a Pareto tail; at most 400."""
    private: NDArray[np.float64]
    """Share of views within the circle of acquaintances, to which one comes back: Beta(2, 3)."""
    taste: NDArray[np.float64]
    """How closely demand is followed: mostly about 1, a tenth 0.5 to 0.9, and 2 % explore the tail (0 to 0.45)."""
    region: NDArray[np.int64]
    begins: NDArray[np.float64]
    """Day of sign-up; 12 % sign up while the world goes on, the others are there from before (-1)."""
    app: NDArray[np.bool_]
    """Whether they use the mobile app, which fetches lists in advance."""

    @classmethod
    def draw(cls, setting: Setting, rng: np.random.Generator, number: int) -> Habits:
        """Habits of `number` consumers."""
        volume = rng.lognormal(np.log(3.5), 0.9, number)
        busy = rng.random(number) < 0.01
        volume[busy] *= 1 + 3 * rng.pareto(1.5 / setting.tail_weight, int(busy.sum()))
        taste = np.clip(rng.normal(1.0, 0.08, number), 0, 1.2)
        kind = rng.random(number)
        taste = np.where(kind < 0.1, rng.uniform(0.5, 0.9, number), taste)
        taste = np.where(kind > 0.98, rng.uniform(0.0, 0.45, number), taste)
        return cls(
            rng.beta(0.8, 2, number),
            np.minimum(volume, 400 * setting.tail_weight),
            rng.beta(2, 3, number),
            taste,
            rng.integers(0, REGIONS, number),
            np.where(rng.random(number) < 0.12, rng.uniform(0, setting.days, number), -1.0),
            rng.random(number) < 0.3,
        )

    def take(self, rows: slice) -> Habits:
        """Some of them."""
        return Habits(
            self.chance[rows],
            self.volume[rows],
            self.private[rows],
            self.taste[rows],
            self.region[rows],
            self.begins[rows],
            self.app[rows],
        )


@dataclass(frozen=True, slots=True)
class Consumers:
    """Accounts of private people."""

    name: str = "consumers"

    def come(self, setting: Setting, people: Population, rng: np.random.Generator) -> Part:
        """All consumers with all that they looked at."""
        number = round(setting.clients * SHARE)
        habits = Habits.draw(setting, rng, number)
        clients = Clients(
            ["u"] * number,
            addresses.private(rng, habits.region),
            np.where(habits.app, site.APP, site.browsers(rng, number)).astype(np.int32),
            np.full(number, site.CONSUMER, np.int8),
            np.where(habits.begins < 0, rng.integers(0, 150, number), 150 + habits.begins // 7).astype(np.int16),
            np.full(number, -1, np.int16),
        )
        chunks = [views(setting, people, rng, habits.take(slice(low, low + _CHUNK)), low) for low in range(0, number, _CHUNK)]
        books = address_books.uploads(setting, people, rng, habits.begins)
        return Part(clients, Events.concat([*chunks, books]))


def views(setting: Setting, people: Population, rng: np.random.Generator, habits: Habits, first: int) -> Events:
    """What these consumers look at; the first of them has the number `first`."""
    who, day = rhythm.active_days(setting, rng, habits.chance, habits.begins)
    mean = habits.volume[who] * rhythm.busier(setting, day)
    binge = rng.random(len(who)) < 0.004
    mean *= np.where(binge, rng.lognormal(2, 0.6, len(who)), 1)
    number = np.minimum(1 + rng.poisson(mean * rng.gamma(1.1, 1 / 1.1, len(who))), 4_000)
    visit = np.repeat(np.arange(len(who)), number)
    client, rows = who[visit], len(visit)

    known = 3 + np.minimum(rng.lognormal(np.log(15), 0.7, len(habits.chance)), 150).astype(np.int64)
    edge = np.concatenate([[0], np.cumsum(known)])
    circle = people.pick(rng, np.repeat(np.minimum(habits.taste, 0.7), known), None, int(edge[-1]))
    told = rng.random(int(edge[-1])) < 0.5
    inside = rng.random(rows) < habits.private[client]
    friend = edge[client] + (rng.random(rows) * known[client]).astype(np.int64)

    near = habits.region[client] * TOPICS + (rng.random(rows) < 0.5)
    category = np.where(rng.random(rows) < 0.5, near, rng.integers(0, CATEGORIES, rows))
    taste = np.maximum(habits.taste[client] - setting.taste_shift * (day[visit] >= setting.days // 2), 0)
    subject = np.where(inside, circle[friend], people.pick(rng, taste, category, rows))

    begin = rhythm.hours(rng, 3 * len(who)).reshape(-1, 3)
    session = (rng.random(rows) * rng.integers(1, 4, len(who))[visit]).astype(np.int64)
    at = rhythm.moments(setting, day[visit], begin[visit, session] + rng.exponential(0.006, rows))
    chosen = np.searchsorted([0.6, 0.85, 1.0], rng.random(rows)).clip(0, 2)
    route = np.where(habits.app[client], site.API, np.array([site.PROFILE, site.RATING, site.API])[chosen])
    looked = Events.of(
        at,
        (client + first).astype(np.int32),
        subject,
        route.astype(np.int8),
        found=rng.random(rows) > 0.005,
        reason=inside & told[friend],
    )
    events = surprises.viral(setting, people, rng, looked)
    everything = [
        events,
        surprises.lists(people, rng, events, habits.app[client], category),
        surprises.friends(setting, people, rng, events),
        _pages(rng, events),
    ]
    return Events.concat(everything)


def _pages(rng: np.random.Generator, events: Events) -> Events:
    """Searches and the front page before some of the views: nobody is shown."""
    picked = np.flatnonzero(rng.random(len(events)) < 0.3)
    before = events.at[picked] - rng.integers(2, 20, len(picked)) * SECOND
    route = np.where(rng.random(len(picked)) < 0.3, site.HOME, site.SEARCH).astype(np.int8)
    return Events.of(before, events.client[picked], np.full(len(picked), -1, np.int32), route)
