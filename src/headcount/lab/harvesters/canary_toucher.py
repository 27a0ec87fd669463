"""An account that reads people to whom nothing leads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from headcount.lab import tactics
from headcount.lab.world import Part, World


@dataclass(frozen=True, slots=True)
class CanaryToucher:
    """A new account that guesses numbers among popular people and so comes upon canaries."""

    name: str = "canary_toucher"
    people_a_day: float = 20.0
    canaries: int = 3
    """How many of the people taken are canaries, where there are as many."""

    def plant(self, world: World, rng: np.random.Generator) -> Part:
        """The account with its harvest."""
        people = tactics.people_of(world)
        at = tactics.pace(world, rng, self.people_a_day)
        subject = people.pick(rng, 0.8, None, len(at))
        found = rng.permutation(people.canaries())[: min(self.canaries, len(at))]
        subject[rng.permutation(len(at))[: len(found)]] = found
        return tactics.harvest(self, tactics.accounts(world, rng, 1), tactics.taken(at, subject))
