"""Scanners of parcel stations: they read the parcels of their own station, and a few that went astray."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from headcount.lab import addresses, rhythm, site
from headcount.lab.population import REGIONS, TOPICS, Population
from headcount.lab.setting import Setting
from headcount.lab.world import Clients, Events, Part

SHARE = 0.007
"""Of the accounts."""


@dataclass(frozen=True, slots=True)
class Scanners:
    """Devices: about 80 parcels on a working day, of people of the station's region."""

    name: str = "scanners"

    def come(self, setting: Setting, people: Population, rng: np.random.Generator) -> Part:
        """All scanners with all that they read."""
        number = max(round(setting.clients * SHARE), REGIONS)
        region = np.arange(number) % REGIONS
        clients = Clients(
            ["d"] * number,
            addresses.offices(region, 64 + np.arange(number) // REGIONS // 4),
            np.full(number, site.SCANNER, np.int32),
            np.full(number, site.DEVICE, np.int8),
            rng.integers(0, 150, number).astype(np.int16),
            np.full(number, -1, np.int16),
        )
        volume = rng.gamma(6, 80 / 6, number)
        astray = rng.beta(1.2, 70, number)
        who, day = rhythm.active_days(setting, rng, np.full(number, 0.85), private=False)
        many = 1 + rng.poisson(volume[who] * rhythm.busier(setting, day) * rng.gamma(8, 1 / 8, len(who)))
        visit = np.repeat(np.arange(len(who)), many)
        client, rows = who[visit], len(visit)
        own = rng.random(rows) > astray[client]
        where = np.where(own, region[client], rng.integers(0, REGIONS, rows))
        subject = people.pick(rng, 0.2, where * TOPICS + rng.integers(0, TOPICS, rows), rows)
        at = rhythm.moments(setting, day[visit], 0.3 + 0.5 * rng.random(rows))
        found = rng.random(rows) > 0.004
        return Part(clients, Events.of(at, client.astype(np.int32), subject, site.PARCEL, found=found, reason=own))
