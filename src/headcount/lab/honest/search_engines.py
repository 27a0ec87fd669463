"""Search engines that say what they are and read the catalogue evenly, day and night."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from headcount.lab import addresses, rhythm, site
from headcount.lab.population import CATEGORIES, Population
from headcount.lab.setting import Setting
from headcount.lab.world import Clients, Events, Part


@dataclass(frozen=True, slots=True)
class SearchEngines:
    """Declared crawlers: a hundredth of the people each day, at most 4,000."""

    name: str = "search_engines"

    def come(self, setting: Setting, people: Population, rng: np.random.Generator) -> Part:
        """All search engines with all that they read."""
        number = len(site.CRAWLERS)
        each = np.arange(number)
        clients = Clients(
            [""] * number,
            addresses.offices(each, each + 16),
            each.astype(np.int32),
            np.full(number, site.CRAWLER, np.int8),
            np.zeros(number, np.int16),
            np.full(number, -1, np.int16),
        )
        who, day = np.repeat(each, setting.days), np.tile(np.arange(setting.days), number)
        visit = np.repeat(np.arange(len(who)), rng.poisson(min(4_000, people.people / 100), len(who)))
        rows = len(visit)
        subject = people.ranked(rng.integers(0, CATEGORIES, rows), rng.integers(0, people.depth, rows))
        at = rhythm.moments(setting, day[visit], rng.random(rows))
        found = rng.random(rows) > 0.01
        return Part(clients, Events.of(at, who[visit].astype(np.int32), subject, site.PROFILE, found=found))
