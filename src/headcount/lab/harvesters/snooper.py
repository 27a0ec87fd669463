"""An employee who looks after a few named people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from headcount.lab import rhythm, site, tactics
from headcount.lab.world import DAY, Part, World


@dataclass(frozen=True, slots=True)
class Snooper:
    """The work of an honest colleague, and now and then a look at the same few people, without a case."""

    name: str = "snooper"
    people: int = 3
    days_each: int = 5
    """On how many different days each is looked at."""

    def plant(self, world: World, rng: np.random.Generator) -> Part:
        """The employee with work and looks."""
        work = tactics.colleague(world, rng, site.STAFF)
        days = np.arange(world.learning_days, world.days)
        named = tactics.people_of(world).pick(rng, 1.0, None, self.people)
        chosen = [rng.permutation(days)[: self.days_each] for _ in named]
        day = np.concatenate(chosen)
        at = world.start + day * DAY + (rhythm.hours(rng, len(day), work=True) * DAY).astype(np.int64)
        subject = np.repeat(named, [len(picked) for picked in chosen])
        return tactics.harvest(self, work.clients, work.events, tactics.taken(at, subject, site.DESK))
