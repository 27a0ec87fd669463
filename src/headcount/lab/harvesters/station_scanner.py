"""A scanner that reads the parcels of other stations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from headcount.lab import addresses, site, tactics
from headcount.lab.population import REGIONS, TOPICS
from headcount.lab.world import DAY, Part, World


@dataclass(frozen=True, slots=True)
class StationScanner:
    """A taken-over device: its station's honest work, and parcels of people elsewhere."""

    name: str = "station_scanner"
    factor: float = 2.0
    """All reads against those of the honest work."""
    by_night: bool = False
    """Read the others between 0 and 5 o'clock, when the station is shut."""

    def plant(self, world: World, rng: np.random.Generator) -> Part:
        """The device with work and harvest."""
        people, work = tactics.people_of(world), tactics.colleague(world, rng, site.DEVICE)
        days = len(np.unique(work.events.at // DAY))
        at = tactics.pace(world, rng, len(work.events) / max(days, 1) * (self.factor - 1), rests=not self.by_night)
        if self.by_night:
            at = np.sort(at - at % DAY + at % DAY * 5 // 24)
        home = int(addresses.region(work.clients.address)[0])
        elsewhere = (home + rng.integers(1, REGIONS, len(at))) % REGIONS
        subject = people.pick(rng, 0.2, elsewhere * TOPICS + rng.integers(0, TOPICS, len(at)), len(at))
        return tactics.harvest(self, work.clients, work.events, tactics.taken(at, subject, site.PARCEL))
