"""Lists that surfaced: of one client, of several, and of nobody in the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from benchmarks.attribution.sites import Site
from headcount.lab.population import CATEGORIES, REGIONS, Population, population
from headcount.lab.world import HOUR

I64 = NDArray[np.int64]
Rng = np.random.Generator

FOREIGN = (0.0, 0.1, 0.25, 0.5)
"""Shares of a list that are somebody else's."""
SMALLEST, LARGEST = 20, 5_000


def size(rng: Rng, low: int = SMALLEST, high: int = LARGEST) -> int:
    """A size between two, each doubling as likely."""
    return int(np.exp(rng.uniform(np.log(low), np.log(high + 1))))


def mixed(site: Site, rng: Rng, own: I64, foreign: float) -> I64:
    """`own` with others, so many that these are `foreign` of the whole: anybody, popular people, or people nobody knows."""
    wanted = round(len(own) * foreign / (1 - foreign))
    people = population(site.world.people, site.world.seed)
    kind = rng.integers(3)
    if kind == 0:
        others = rng.integers(0, site.world.people, wanted)
    elif kind == 1:
        others = people.pick(rng, 1.0, None, wanted).astype(np.int64)
    else:
        others = np.where(rng.random(wanted) < 0.5, -1 - np.arange(wanted), rng.integers(0, site.world.people, wanted))
    return np.unique(np.concatenate([own, others]))


def tokens(site: Site, people: I64) -> tuple[I64, NDArray[np.uint64]]:
    """Rows and tokens of a list; people that the site does not have (below 0) get tokens that nobody has."""
    known = people >= 0
    token = np.where(known, site.token[np.maximum(people, 0)], (np.arange(len(people)) + 1).astype(np.uint64))
    return np.arange(len(people)), token


def _uniform(site: Site, rng: Rng, wanted: int) -> I64:
    return rng.integers(0, site.world.people, wanted)


def _people(site: Site) -> Population:
    return population(site.world.people, site.world.seed)


def _popular(site: Site, rng: Rng, wanted: int) -> I64:
    return _people(site).pick(rng, 1.0, None, wanted).astype(np.int64)


def _best_known(site: Site, rng: Rng, wanted: int) -> I64:
    people = _people(site)
    rank = np.repeat(np.arange(max(2 * wanted // CATEGORIES, 1)), CATEGORIES)
    return rng.choice(people.ranked(np.arange(len(rank)) % CATEGORIES, rank).astype(np.int64), wanted)


def _unknown(site: Site, rng: Rng, wanted: int) -> I64:
    people = _people(site)
    rank = people.depth - 1 - rng.integers(0, people.depth // 4, wanted)
    return people.ranked(rng.integers(0, CATEGORIES, wanted), rank).astype(np.int64)


def _region(site: Site, rng: Rng, wanted: int) -> I64:
    return rng.choice(_people(site).people_of(int(rng.integers(REGIONS))).astype(np.int64), wanted)


def _circle(site: Site, rng: Rng, wanted: int) -> I64:
    category = np.full(wanted, rng.integers(CATEGORIES), np.int64)
    return _people(site).pick(rng, float(rng.choice([0.0, 1.0])), category, wanted).astype(np.int64)


def _recent(site: Site, rng: Rng, wanted: int) -> I64:
    events, world = site.world.events, site.world
    end = world.start + int(rng.integers(5, world.days)) * 24 * HOUR
    low, high = np.searchsorted(events.at, [end - int(rng.choice([1, 6, 24, 72])) * HOUR, end])
    seen = events.subject[low:high]
    seen = np.unique(seen[events.found[low:high] & (seen >= 0) & (seen < world.people)]).astype(np.int64)
    return rng.choice(seen, min(wanted, len(seen)), replace=False)


def _block(site: Site, rng: Rng, wanted: int) -> I64:
    first = int(rng.integers(0, site.world.people - 2 * wanted))
    return first + rng.choice(2 * wanted, wanted, replace=False)


def _crowd(site: Site, rng: Rng, wanted: int) -> I64:
    clients = rng.choice(np.array(list(site.shown)), max(20, wanted // 5))
    return np.array([rng.choice(site.shown[int(c)]) for c in rng.choice(clients, wanted)], np.int64)


def _absent(site: Site, rng: Rng, wanted: int) -> I64:
    own = site.shown[int(rng.choice(np.array(site.absent)))]
    own = rng.choice(own, min(wanted, len(own)), replace=False)
    return mixed(site, rng, own, float(rng.choice(FOREIGN)))


NOBODYS: Mapping[str, Callable[[Site, Rng, int], I64]] = {
    "anybody": _uniform,
    "popular people": _popular,
    "the best known": _best_known,
    "hardly known people": _unknown,
    "one region": _region,
    "one circle of interest": _circle,
    "seen lately by anybody": _recent,
    "a block of numbers": _block,
    "a few rows of each of many clients": _crowd,
    "taken by a client that is not in the ledger": _absent,
}
"""Lists that no client of the ledger explains."""
