"""The honest world: every kind of client of the shelf `honest/`, together."""

from __future__ import annotations

import numpy as np

from headcount.lab.honest import KINDS
from headcount.lab.population import population
from headcount.lab.setting import Setting
from headcount.lab.site import AGENTS, ROLES, ROUTES
from headcount.lab.world import Clients, Events, World


def generator(seed: int, word: str) -> np.random.Generator:
    """Random numbers of a world's part: another word gives others, whatever else is in the world."""
    return np.random.default_rng([seed, *word.encode()])


def honest_world(setting: Setting) -> World:
    """A world without harvesters."""
    people = population(setting.people, setting.seed)
    none = np.zeros(0, np.int32)
    empty = World(
        Clients([], none.astype(np.uint32), none, none.astype(np.int8), none.astype(np.int16), none.astype(np.int16)),
        Events.of(none.astype(np.int64), none, none, 0),
        AGENTS,
        ROLES,
        ROUTES,
        (),
        setting.people,
        setting.days,
        setting.first,
        setting.learning_days,
        setting.seed,
    )
    return empty.concat(kind.come(setting, people, generator(setting.seed, kind.name)) for kind in KINDS)
