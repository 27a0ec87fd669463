"""Many accounts that divide the people between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from headcount.lab import tactics
from headcount.lab.world import Events, Part, World


@dataclass(frozen=True, slots=True)
class ManyAccounts:
    """A campaign of accounts, each slow, none reading whom another has read."""

    name: str = "many_accounts"
    accounts: int = 500
    people_a_day: float = 25.0
    """Mean of an account's rate; rates are 0.4 to 1.6 times that."""
    shared: str = ""
    """The trait that the accounts share: `agent`, `cohort`, `network`, or none."""
    cover: float = 0.0
    """Views that look human for each one taken."""
    active: float = 1.0
    """Share of the days on which an account comes."""

    def plant(self, world: World, rng: np.random.Generator) -> Part:
        """The accounts with their shares of the people."""
        pool, harvests = tactics.strangers(world, rng, world.people), []
        for account in range(self.accounts):
            at = tactics.pace(world, rng, self.people_a_day * rng.uniform(0.4, 1.6), active=self.active)
            mine = pool[account :: self.accounts][: len(at)]
            harvests.append(tactics.taken(at[: len(mine)], mine, client=account))
        harvest = Events.concat(harvests)
        hidden = tactics.cover(world, rng, harvest, self.cover)
        return tactics.harvest(self, tactics.accounts(world, rng, self.accounts, self.shared), harvest, hidden)
