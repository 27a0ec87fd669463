"""An employee who reads customers beside the own cases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from headcount.lab import site, tactics
from headcount.lab.world import DAY, Part, World


@dataclass(frozen=True, slots=True)
class StaffSweep:
    """An insider: the work of an honest colleague, and on three days of four some people more, without a case."""

    name: str = "staff_sweep"
    factor: float = 1.5
    """All looks against those of the honest work: 1.2, 1.5, 2 in the issue's cases."""

    def plant(self, world: World, rng: np.random.Generator) -> Part:
        """The employee with work and harvest."""
        work = tactics.colleague(world, rng, site.STAFF)
        days = len(np.unique(work.events.at // DAY))
        extra = tactics.pace(world, rng, len(work.events) / max(days, 1) * (self.factor - 1), active=0.75, rests=True)
        subject = tactics.people_of(world).pick(rng, 0.2, None, len(extra))
        return tactics.harvest(self, work.clients, work.events, tactics.taken(extra, subject, site.DESK))
