"""Many accounts that divide the people between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from headcount.lab import tactics
from headcount.lab.world import DAY, Events, Part, World


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
    turned: bool = False
    """Whether the accounts were there before, with the use of honest ones, and go on with it."""
    over_days: float = 0.0
    """One account after the other begins, within so many days; 0: all on one day."""

    def plant(self, world: World, rng: np.random.Generator) -> Part:
        """The accounts with their shares of the people."""
        pool, harvests = tactics.strangers(world, rng, world.people), []
        for account in range(self.accounts):
            at = tactics.pace(world, rng, self.people_a_day * rng.uniform(0.4, 1.6), active=self.active)
            if self.over_days:
                at = at[at >= tactics.begin(world, rng) + int(rng.random() * self.over_days * DAY)]
            mine = pool[account :: self.accounts][: len(at)]
            harvests.append(tactics.taken(at[: len(mine)], mine, client=account))
        harvest = Events.concat(harvests)
        hidden = tactics.cover(world, rng, harvest, self.cover)
        if not self.turned:
            return tactics.harvest(self, tactics.accounts(world, rng, self.accounts, self.shared), harvest, hidden)
        before = tactics.doubles(world, rng, self.accounts)
        return tactics.harvest(self, before.clients, before.events, harvest, hidden)
