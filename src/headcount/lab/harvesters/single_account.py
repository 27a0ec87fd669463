"""One account that takes so many people a day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from headcount.lab import site, tactics
from headcount.lab.world import Part, World


@dataclass(frozen=True, slots=True)
class SingleAccount:
    """A new account that reads strangers day after day: the slow crawl, or at thousands a day the fast one."""

    name: str = "single_account"
    people_a_day: float = 25.0
    cover: float = 0.0
    """Views that look human for each one taken."""
    rests: bool = False
    """Only from 8 to 23 o'clock."""
    ramp_days: int = 0
    """Days over which the rate grows to the full one."""
    active: float = 1.0
    """Share of the days on which it comes."""
    popular: bool = False
    """Take popular people, each once, instead of anybody: to look honest."""
    route: str = "/people/{}"
    """Template of the page that is read."""
    most: int = 40_000
    """Stop after so many people."""

    def plant(self, world: World, rng: np.random.Generator) -> Part:
        """The account with its harvest and its cover traffic."""
        at = tactics.pace(world, rng, self.people_a_day, ramp_days=self.ramp_days, active=self.active, rests=self.rests)[
            : self.most
        ]
        if self.popular:
            subject = tactics.different(tactics.people_of(world).pick(rng, 1.0, None, 4 * len(at)))
        else:
            subject = tactics.strangers(world, rng, len(at))
        harvest = tactics.taken(at[: len(subject)], subject[: len(at)], site.route(self.route))
        hidden = tactics.cover(world, rng, harvest, self.cover)
        return tactics.harvest(self, tactics.accounts(world, rng, 1), harvest, hidden)
