"""Phone numbers through the importer of contacts."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from headcount.lab import site, tactics
from headcount.lab.population import PREFIX
from headcount.lab.world import DAY, SECOND, Part, World


@dataclass(frozen=True, slots=True)
class PhoneImporter:
    """A new account that uploads made-up address books to learn whose the numbers are: mostly nobody's."""

    name: str = "phone_importer"
    order: str = "consecutive"
    """`consecutive`: number after number; `prefix`: random numbers of one prefix after the other; `random`: any."""
    numbers_a_day: int = 500
    """Sent as one upload a day, 20 numbers a second."""

    def plant(self, world: World, rng: np.random.Generator) -> Part:
        """The account with its uploads."""
        people, first = tactics.people_of(world), tactics.begin(world, rng)
        upload = first + np.arange(-(-(world.end - first) // DAY)) * DAY
        at = (upload[:, None] + np.arange(self.numbers_a_day) * (SECOND // 20)).reshape(-1)[: people.phones // 2]
        rows, offset = np.arange(len(at)), int(rng.integers(0, people.phones))
        if self.order == "consecutive":
            phone = (offset + rows) % people.phones
        elif self.order == "prefix":
            prefix = (offset // PREFIX * PREFIX + rows // PREFIX * PREFIX) % people.phones
            phone = (
                prefix + np.concatenate([rng.permutation(PREFIX) for _ in range(len(at) // PREFIX + 1)])[: len(at)]
            ) % people.phones
        else:
            phone = rng.permutation(people.phones)[: len(at)]
        subject = people.owner(phone)
        sent = tactics.taken(at, subject, site.LOOKUP)
        return tactics.harvest(self, tactics.accounts(world, rng, 1), dataclasses.replace(sent, found=subject < world.people))
