"""A partner that reads people and fields beyond its contract."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from headcount.lab import site, tactics
from headcount.lab.world import Part, World


@dataclass(frozen=True, slots=True)
class PartnerScope:
    """The program of an honest partner, and beside it people who are no common customers, on a route that shows phones."""

    name: str = "partner_scope"
    people_a_day: float = 200.0

    def plant(self, world: World, rng: np.random.Generator) -> Part:
        """The partner with contract and beyond."""
        work = tactics.colleague(world, rng, site.PARTNER)
        at = tactics.pace(world, rng, self.people_a_day)
        subject = tactics.strangers(world, rng, len(at))
        return tactics.harvest(self, work.clients, work.events, tactics.taken(at[: len(subject)], subject, site.API))
