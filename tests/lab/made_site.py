"""A world small enough to be looked at row by row."""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np
from numpy.typing import NDArray

from headcount.lab.crowd import honest_world
from headcount.lab.harvesters.interface import Harvester
from headcount.lab.planting import plant
from headcount.lab.population import Population, population
from headcount.lab.setting import Setting
from headcount.lab.world import DAY, Clients, Events, Part, World

SETTING = Setting(people=4_000, clients=300, days=12, learning_days=6, seed=3, guests=1.0)
FIRST = SETTING.first


@cache
def honest() -> World:
    """The world of `SETTING`, without harvesters."""
    return honest_world(SETTING)


def people() -> Population:
    """Its population."""
    return population(SETTING.people, SETTING.seed)


def harvested(*harvesters: Harvester) -> World:
    """The same world with these harvesters."""
    return plant(honest(), harvesters)


def taken(world: World, number: int = 0) -> Events:
    """The planted events of one harvest."""
    return world.events.take(world.events.planted & np.isin(world.events.client, world.harvesters[number].clients))


def of_role(world: World, role: int) -> Events:
    """The events of all clients of one role."""
    return world.events.take(world.clients.role[world.events.client] == role)


def day_of(world: World, events: Events) -> NDArray[np.int64]:
    """Day of the world on which each event happened."""
    return (events.at - world.start) // DAY


def nobody(people: int = 4_000, days: int = 4) -> World:
    """A site that nobody visits."""
    none = np.zeros(0, np.int32)
    clients = Clients([], none.astype(np.uint32), none, none.astype(np.int8), none.astype(np.int16), none.astype(np.int16))
    events = Events.of(none.astype(np.int64), none, none, 0)
    whole = honest()
    first = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
    return World(clients, events, whole.agents, whole.roles, whole.routes, (), people, days, first, 1, 3)


def part(rows: list[tuple[int, int, int]], names: tuple[str, ...] = ("u",), *, route: int = 2, reason: bool = False) -> Part:
    """Clients, and events given as (microsecond since the start of `nobody`, client, subject)."""
    number = len(names)
    zero = np.zeros(number, np.int16)
    clients = Clients(
        list(names), np.full(number, 10 << 24 | 1, np.uint32), np.full(number, 6, np.int32), zero.astype(np.int8), zero, zero - 1
    )
    at, client, subject = np.array(rows, np.int64).reshape(-1, 3).T
    start = round(FIRST.timestamp()) * 1_000_000
    return Part(clients, Events.of(at + start, client.astype(np.int32), subject.astype(np.int32), route, reason=reason))
