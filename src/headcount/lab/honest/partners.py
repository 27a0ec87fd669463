"""Partners: programs that fetch, under a contract, the customers whom both sides have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from headcount.lab import addresses, rhythm, site
from headcount.lab.population import REGIONS, Population
from headcount.lab.setting import Setting
from headcount.lab.world import Clients, Events, Part

SHARE = 0.0008
"""Of the accounts."""


@dataclass(frozen=True, slots=True)
class Partners:
    """Accounts of partners' programs: some 500 people a day, nearly all of them common customers."""

    name: str = "partners"

    def come(self, setting: Setting, people: Population, rng: np.random.Generator) -> Part:
        """All partners with all that they fetched."""
        number = max(round(setting.clients * SHARE), 3)
        clients = Clients(
            ["p"] * number,
            addresses.offices(np.arange(number) % REGIONS, 32 + np.arange(number) // REGIONS),
            np.full(number, site.BULK, np.int32),
            np.full(number, site.PARTNER, np.int8),
            rng.integers(0, 150, number).astype(np.int16),
            np.full(number, -1, np.int16),
        )
        volume = np.minimum(rng.lognormal(np.log(500), 0.8, number), people.people / 20)
        who, day = rhythm.active_days(setting, rng, np.full(number, 0.97), private=False)
        many = 1 + rng.poisson(volume[who] * rhythm.busier(setting, day) * rng.gamma(10, 1 / 10, len(who)))
        visit = np.repeat(np.arange(len(who)), many)
        rows = len(visit)
        at = rhythm.moments(setting, day[visit], rng.random(rows))
        subject = people.pick(rng, 0.3, None, rows)
        return Part(
            clients, Events.of(at, who[visit].astype(np.int32), subject, site.PARTNER_API, reason=rng.random(rows) > 0.002)
        )
