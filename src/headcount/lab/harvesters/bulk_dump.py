"""One answer with very many people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from headcount.lab import site, tactics
from headcount.lab.world import Part, World


@dataclass(frozen=True, slots=True)
class BulkDump:
    """An employee with honest work who once has a report made of very many people: one answer, one moment."""

    name: str = "bulk_dump"
    people: int = 50_000
    """How many the answer shows, at most everybody."""

    def plant(self, world: World, rng: np.random.Generator) -> Part:
        """The employee with work and report."""
        work = tactics.colleague(world, rng, site.STAFF)
        subject = tactics.strangers(world, rng, self.people)
        moment = np.full(len(subject), tactics.begin(world, rng))
        return tactics.harvest(self, work.clients, work.events, tactics.taken(moment, subject, site.EXPORT))
