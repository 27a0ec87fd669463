"""The people of the made site: who is popular, who lives where, who is a canary, and which phone number is whose."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from math import gcd

import numpy as np
from numpy.typing import NDArray

REGIONS = 8
"""People live in as many regions; their numbers are dealt out region by region, in blocks."""
TOPICS = 3
"""Circles of interest in each region."""
CATEGORIES = REGIONS * TOPICS
_TASTES = 13
_CANARY = (997, 400)
PHONES_PER_PERSON = 2.5
"""Numbers that could be asked for, for each that belongs to somebody: 40 % are hits."""
PREFIX = 10_000
"""Phone numbers with one prefix."""


class Population:
    """People 0 to `people` - 1. Popularity has nothing to do with the number, except that regions are blocks."""

    def __init__(self, people: int, seed: int) -> None:
        self.people = people
        rng = np.random.default_rng([seed, 0x504F50])
        edges = [people * region // REGIONS for region in range(REGIONS + 1)]
        blocks = [rng.permutation(np.arange(low, high, dtype=np.int32)) for low, high in pairwise(edges)]
        blocks = [block[~is_canary(block)] for block in blocks]
        self.depth = min(len(block) for block in blocks) // TOPICS
        """People in each category."""
        self._named = np.concatenate([block[: self.depth * TOPICS] for block in blocks])
        demand = 1.0 / (np.arange(self.depth) + 5.0)
        levels = [np.cumsum(demand**taste) / (demand**taste).sum() + n for n, taste in enumerate(np.linspace(0, 1.2, _TASTES))]
        self._draw = np.concatenate(levels)
        self.phones = int(people * PHONES_PER_PERSON)
        """Phone numbers of the site's country: 0 to `phones` - 1."""
        self._stride = next(n for n in range(int(self.phones * 0.618), self.phones) if gcd(n, self.phones) == 1)
        self._back = pow(self._stride, -1, self.phones)

    def ranked(self, category: NDArray[np.int64], rank: NDArray[np.int64]) -> NDArray[np.int32]:
        """The people at these places (0: the most popular) of these categories."""
        return self._named[category * self.depth + np.minimum(rank, self.depth - 1)]

    def pick(
        self, rng: np.random.Generator, taste: NDArray[np.float64] | float, category: NDArray[np.int64] | None, number: int
    ) -> NDArray[np.int32]:
        """`number` people as clients choose them: taste 1 follows demand (Zipf, exponent 1), 0 is anybody alike.

        Without a category, of any.
        """
        if category is None:
            category = rng.integers(0, CATEGORIES, number)
        level = np.clip(np.rint(np.broadcast_to(np.asarray(taste, np.float64), number) * 10), 0, _TASTES - 1)
        rank = np.searchsorted(self._draw, level + rng.random(number)) - (level * self.depth).astype(np.int64)
        return self.ranked(category, np.maximum(rank, 0))

    def region(self, person: NDArray[np.int32]) -> NDArray[np.int64]:
        """Where these people live, 0 to `REGIONS` - 1."""
        return np.searchsorted([self.people * n // REGIONS for n in range(1, REGIONS)], person, side="right")

    def people_of(self, region: int) -> NDArray[np.int32]:
        """Everybody who lives there."""
        return np.arange(self.people * region // REGIONS, self.people * (region + 1) // REGIONS, dtype=np.int32)

    def owner(self, phone: NDArray[np.int64]) -> NDArray[np.int32]:
        """Whose these phone numbers are; `people` and more: nobody's."""
        return (phone * self._stride % self.phones).astype(np.int32)

    def phone(self, subject: NDArray[np.int32]) -> NDArray[np.int64]:
        """The phone number of these people (or of these identifiers that nobody has); the inverse of `owner`."""
        return subject.astype(np.int64) * self._back % self.phones

    def canaries(self) -> NDArray[np.int32]:
        """People who do not exist and to whom nothing leads: whoever looks at one did not follow a link."""
        return np.arange(_CANARY[1], self.people, _CANARY[0], dtype=np.int32)


def is_canary(person: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Whether these people are canaries."""
    chosen: NDArray[np.bool_] = person % _CANARY[0] == _CANARY[1]
    return chosen


@lru_cache(maxsize=4)
def population(people: int, seed: int) -> Population:
    """The population of a world, made once."""
    return Population(people, seed)
