"""Staff of the call centres: cases all day, some without a case, supervisors with many, now and then a report."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from headcount.lab import addresses, rhythm, site
from headcount.lab.honest import work
from headcount.lab.population import Population
from headcount.lab.setting import Setting
from headcount.lab.world import Clients, Events, Part

SHARE = 0.014
"""Of the accounts."""
CENTRES = 3
"""Call centres: each is one address, with a hundred people behind it."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Employees: about 55 customers a day; 3 % are supervisors whose looks are often without a case, and nobody marked them."""

    name: str = "staff"

    def come(self, setting: Setting, people: Population, rng: np.random.Generator) -> Part:
        """All employees with all that they looked at."""
        number = max(round(setting.clients * SHARE), 12)
        centre = np.arange(number) % CENTRES
        clients = Clients(
            ["e"] * number,
            addresses.offices(centre, centre),
            site.browsers(rng, CENTRES)[centre],
            np.full(number, site.STAFF, np.int8),
            rng.integers(0, 150, number).astype(np.int16),
            np.full(number, -1, np.int16),
        )
        volume = rng.gamma(8, 55 / 8, number)
        without = rng.beta(1.6, 42, number)
        without = np.where(rng.random(number) < 0.03, rng.uniform(0.2, 0.6, number), without)
        who, day = rhythm.active_days(setting, rng, np.full(number, 0.72), private=False)
        many = 1 + rng.poisson(volume[who] * rhythm.busier(setting, day) * rng.gamma(6, 1 / 6, len(who)))
        visit = np.repeat(np.arange(len(who)), many)
        client, rows = who[visit], len(visit)
        wobble = np.minimum(without[who] * rng.gamma(2.5, 1 / 2.5, len(who)), 0.9)
        subject, own = work.reopened(rng, client, people.pick(rng, 0.4, None, rows), rng.random(rows) > wobble[visit], 0.3)
        at = rhythm.moments(setting, day[visit], rhythm.hours(rng, rows, work=True))
        looks = Events.of(at, client.astype(np.int32), subject, site.DESK, found=rng.random(rows) > 0.002, reason=own)
        reporting = np.flatnonzero(rng.random(len(who)) < 0.002)
        size = np.minimum(50 * (1 + rng.pareto(1.3, len(reporting))), min(5_000, people.people // 4)).astype(np.int64)
        each = np.repeat(np.arange(len(reporting)), size)
        moment = rhythm.moments(setting, day[reporting], rhythm.hours(rng, len(reporting), work=True))
        listed = people.pick(rng, 0.2, None, len(each))
        return Part(clients, Events.concat([looks, answers(moment, who[reporting], each, listed)]))


def answers(
    moment: np.ndarray[tuple[int], np.dtype[np.int64]],
    client: np.ndarray[tuple[int], np.dtype[np.int64]],
    each: np.ndarray[tuple[int], np.dtype[np.int64]],
    subject: np.ndarray[tuple[int], np.dtype[np.int32]],
) -> Events:
    """Reports: answer n, given at `moment[n]`, shows all the people whose `each` is n."""
    return Events.of(moment[each], client[each].astype(np.int32), subject, site.EXPORT, reason=True)
