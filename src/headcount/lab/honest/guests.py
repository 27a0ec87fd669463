"""Visitors without an account: a few pages on a day or three, from home or through a carrier."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from headcount.lab import addresses, rhythm, site
from headcount.lab.population import CATEGORIES, REGIONS, TOPICS, Population
from headcount.lab.setting import Setting
from headcount.lab.world import Clients, Events, Part


@dataclass(frozen=True, slots=True)
class Guests:
    """Anonymous visitors, known by address and browser only."""

    name: str = "guests"

    def come(self, setting: Setting, people: Population, rng: np.random.Generator) -> Part:
        """All guests with all that they looked at: 1 to 3 days (mostly one), a geometric number of pages, on average 4."""
        number = round(setting.clients * setting.guests)
        region = rng.integers(0, REGIONS, number)
        clients = Clients(
            [""] * number,
            addresses.private(rng, region),
            site.browsers(rng, number),
            np.full(number, site.CONSUMER, np.int8),
            np.zeros(number, np.int16),
            np.full(number, -1, np.int16),
        )
        who = np.repeat(np.arange(number), np.minimum(rng.geometric(0.75, number), 3))
        chance = rhythm.grown(setting, np.arange(setting.days))
        if setting.sale_day is not None:
            chance[setting.sale_day : setting.sale_day + 2] *= rhythm.SALE_VISITS
        day = np.searchsorted(np.cumsum(chance / chance.sum()), rng.random(len(who))).clip(0, setting.days - 1)
        visit = np.repeat(np.arange(len(who)), np.minimum(rng.geometric(0.25, len(who)), 60))
        rows = len(visit)
        near = region[who[visit]] * TOPICS + rng.integers(0, TOPICS, rows)
        category = np.where(rng.random(rows) < 0.6, near, rng.integers(0, CATEGORIES, rows))
        page = rng.random(rows) < 0.35
        subject = np.where(page, -1, people.pick(rng, 1.0, category, rows)).astype(np.int32)
        at = rhythm.moments(setting, day[visit], rhythm.hours(rng, len(who))[visit] + rng.exponential(0.004, rows))
        route = np.where(page, site.SEARCH, np.where(rng.random(rows) < 0.7, site.PROFILE, site.RATING)).astype(np.int8)
        found = page | (rng.random(rows) > 0.01)
        return Part(clients, Events.of(at, who[visit].astype(np.int32), subject, route, found=found))
