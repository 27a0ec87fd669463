"""Identifiers one after the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from headcount.lab import site, tactics
from headcount.lab.world import Part, World


@dataclass(frozen=True, slots=True)
class SequentialIds:
    """A new account that counts through the site's numbers from a random place, in small steps forward."""

    name: str = "sequential_ids"
    people_a_day: float = 30.0
    stride: int = 3
    """Steps are 1 to `stride`, at random; 1: every number."""
    block: int = 1
    """Numbers are shuffled within blocks of so many."""

    def plant(self, world: World, rng: np.random.Generator) -> Part:
        """The account with its walk."""
        at = tactics.pace(world, rng, self.people_a_day)[: world.people // self.stride]
        walk = rng.integers(0, world.people) + np.cumsum(rng.integers(1, self.stride + 1, len(at)))
        rows = np.arange(len(at))
        order = np.lexsort((rng.random(len(at)), rows // self.block))
        subject = (walk[order] % world.people).astype(np.int32)
        return tactics.harvest(self, tactics.accounts(world, rng, 1), tactics.taken(at, subject, site.API))
