"""A nightly job that is known, and from some night on takes more, or comes at another hour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from headcount.lab import site, tactics
from headcount.lab.world import DAY, HOUR, SECOND, Events, Part, World


@dataclass(frozen=True, slots=True)
class ExportJob:
    """A program under an agreement that reads much the same people every night, from the first day on."""

    name: str = "export_job"
    people_a_night: float = 5_000.0
    wobble: float = 0.05
    """How much nights differ: standard deviation of the logarithm."""
    workdays: bool = False
    """Whether it rests on Saturdays and Sundays."""
    factor: float = 2.0
    """After the learning days, so many times as many; 1: as before, and nothing is harvested."""
    hours_later: int = 0
    """After the learning days, so much later."""
    hour: int = 2
    """At which it starts, UTC."""

    def plant(self, world: World, rng: np.random.Generator) -> Part:
        """The job; of the nights on which it takes more, what it took before is its work and the rest a harvest."""
        night = np.arange(world.days)
        night = night[(night % 7 < 5) | (not self.workdays)]
        later = night > world.learning_days
        usual = np.rint(self.people_a_night * np.exp(rng.normal(0, self.wobble, len(night)))).astype(np.int64)
        usual = np.minimum(usual, world.people)
        more = np.minimum(np.where(later, np.rint(usual * (self.factor - 1)), 0).astype(np.int64), world.people - usual)
        people = tactics.strangers(world, rng, int((usual + more).max(initial=0)))
        start = world.start + night * DAY + (self.hour + np.where(later, self.hours_later, 0)) * HOUR
        events = [
            Events.of(
                start[one] + np.arange(first, last) * SECOND // 5,
                np.zeros(last - first, np.int32),
                people[first:last],
                site.EXPORT,
                reason=True,
                planted=planted,
            )
            for one in range(len(night))
            for first, last, planted in ((0, int(usual[one]), False), (int(usual[one]), int(usual[one] + more[one]), True))
            if last > first
        ]
        clients = tactics.accounts(world, rng, 1, role=site.JOB)
        return tactics.harvest(self, clients, *events)
