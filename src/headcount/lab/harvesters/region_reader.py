"""A reader of one region who takes the people of another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from headcount.lab import addresses, tactics
from headcount.lab.population import REGIONS
from headcount.lab.world import Part, World


@dataclass(frozen=True, slots=True)
class RegionReader:
    """A new account in one region that reads the people of one other."""

    name: str = "region_reader"
    people_a_day: float = 50.0

    def plant(self, world: World, rng: np.random.Generator) -> Part:
        """The account with its harvest."""
        clients = tactics.accounts(world, rng, 1)
        at = tactics.pace(world, rng, self.people_a_day, rests=True)
        other = (int(addresses.region(clients.address)[0]) + int(rng.integers(1, REGIONS))) % REGIONS
        subject = tactics.strangers(world, rng, len(at), tactics.people_of(world).people_of(other))
        return tactics.harvest(self, clients, tactics.taken(at[: len(subject)], subject))
