"""Merchants: they open the orders of their own buyers, who may be people whom nobody else knows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from headcount.lab import addresses, rhythm, site
from headcount.lab.honest import work
from headcount.lab.population import REGIONS, Population
from headcount.lab.setting import Setting
from headcount.lab.world import Clients, Events, Part

SHARE = 0.046
"""Of the accounts."""


@dataclass(frozen=True, slots=True)
class Merchants:
    """Shops: lognormal(7) orders a day with a heavy tail, nearly all of them their own."""

    name: str = "merchants"

    def come(self, setting: Setting, people: Population, rng: np.random.Generator) -> Part:
        """All merchants with all that they looked at."""
        number = max(round(setting.clients * SHARE), 2)
        region = rng.integers(0, REGIONS, number)
        clients = Clients(
            ["u"] * number,
            addresses.offices(region, np.arange(number) // REGIONS + 512),
            site.browsers(rng, number),
            np.full(number, site.MERCHANT, np.int8),
            rng.integers(0, 150, number).astype(np.int16),
            np.full(number, -1, np.int16),
        )
        volume = np.minimum(rng.lognormal(np.log(7), 1.2, number) * setting.tail_weight, 1_500)
        other = rng.beta(1.0, 60, number)
        who, day = rhythm.active_days(setting, rng, np.full(number, 0.8))
        many = 1 + rng.poisson(volume[who] * rhythm.busier(setting, day) * rng.gamma(3, 1 / 3, len(who)))
        visit = np.repeat(np.arange(len(who)), many)
        client, rows = who[visit], len(visit)
        subject = people.pick(rng, 0.3, None, rows)
        own = rng.random(rows) > other[client]
        subject, own = work.reopened(rng, client, subject, own, 0.3)
        at = rhythm.moments(setting, day[visit], rhythm.hours(rng, rows, work=True))
        route = np.where(rng.random(rows) < 0.8, site.RATING, site.API).astype(np.int8)
        return Part(clients, Events.of(at, client.astype(np.int32), subject, route, found=rng.random(rows) > 0.002, reason=own))
