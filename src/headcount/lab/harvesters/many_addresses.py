"""Many addresses with a few requests each."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from headcount.lab import addresses, tactics
from headcount.lab.world import DAY, SECOND, Part, World


@dataclass(frozen=True, slots=True)
class ManyAddresses:
    """Anonymous requests from addresses that change all the time (bought proxies), all with one user agent."""

    name: str = "many_addresses"
    addresses: int = 5_000
    """500 to 50,000 in the issue's cases."""
    most: int = 7
    """Requests of an address: 1 to so many, within a few minutes."""
    days: float = 10.0
    """How long the whole takes, at most to the end of the world."""

    def plant(self, world: World, rng: np.random.Generator) -> Part:
        """The addresses with their requests."""
        first = tactics.begin(world, rng)
        length = min(int(self.days * DAY), world.end - first - 1)
        visit = np.repeat(np.arange(self.addresses, dtype=np.int32), rng.integers(1, self.most + 1, self.addresses))
        start = first + (rng.random(self.addresses) * length).astype(np.int64)
        at = np.minimum(start[visit] + rng.exponential(60 * SECOND, len(visit)).astype(np.int64), world.end - 1)
        subject = np.resize(tactics.strangers(world, rng, len(at)), len(at))
        drawn = tactics.accounts(world, rng, self.addresses, "agent")
        home = addresses.homes(rng, addresses.region(drawn.address))
        clients = dataclasses.replace(drawn, name=[""] * self.addresses, address=home, cohort=np.zeros(self.addresses, np.int16))
        return tactics.harvest(self, clients, tactics.taken(at, subject, client=visit))
