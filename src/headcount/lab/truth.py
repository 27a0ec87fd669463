"""`truth.json`: who was planted in a made world, and what each harvest really took."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from headcount.lab.addresses import dotted
from headcount.lab.world import SECOND, World


class Harvest(msgspec.Struct, frozen=True):
    """One planted harvest."""

    pattern: str
    """Name of the harvester."""
    parameters: dict[str, Any]
    """What it was made with."""
    clients: list[str]
    """Accounts; addresses where there is no account."""
    user_agents: list[str]
    """The different user agents of its clients without an account, which only address and user agent tell apart."""
    accesses: int
    """Lines of the log that are part of the harvest: without cover traffic, without honest work, with misses."""
    people: int
    """Different people taken by those."""
    shown: int
    """Different people shown to its clients in all, by cover traffic and honest work too."""
    first: dt.datetime | None
    """First line of the harvest, UTC, in whole seconds as the log has it; nothing when nothing was taken."""
    last: dt.datetime | None
    """Last line of the harvest, UTC."""


class Truth(msgspec.Struct, frozen=True):
    """The whole file."""

    version: int
    """Of this schema: 1."""
    scenario: str
    """Scenario, people, accounts, days and seed make the same world again."""
    people: int
    accounts: int
    """As asked for, in the honest crowd: without guests and harvesters."""
    days: int
    seed: int
    first: dt.datetime
    """Midnight at which the log begins, UTC."""
    learning_days: int
    """Days before any harvest."""
    accesses: int
    """Lines of the log."""
    honest_clients: int
    """Accounts and anonymous visitors that harvest nothing."""
    harvests: list[Harvest]


def harvests(world: World) -> list[Harvest]:
    """What each harvest of the world took."""
    events = world.events
    of = world.clients.harvester[events.client]
    rows = np.flatnonzero(of >= 0)
    rows = rows[np.argsort(of[rows], kind="stable")]
    edges = np.searchsorted(of[rows], np.arange(len(world.harvesters) + 1))
    return [_harvest(world, n, rows[edges[n] : edges[n + 1]]) for n in range(len(world.harvesters))]


def _harvest(world: World, number: int, rows: NDArray[np.int64]) -> Harvest:
    """`rows`: the events of its clients, in the order of time."""
    events, plot = world.events, world.harvesters[number]
    planted = rows[events.planted[rows]]
    times = [dt.datetime.fromtimestamp(int(events.at[row]) // SECOND, dt.UTC) for row in planted[[0, -1]]] if len(planted) else []
    names = [world.clients.name[client] for client in plot.clients]
    agents = world.clients.agent[plot.clients].tolist()
    addresses = dotted(world.clients.address[plot.clients])
    return Harvest(
        pattern=plot.pattern,
        parameters=dict(plot.parameters),
        clients=[name or address for name, address in zip(names, addresses, strict=True)],
        user_agents=sorted({world.agents[agent] for agent, name in zip(agents, names, strict=True) if not name}),
        accesses=len(planted),
        people=different_people(world, planted),
        shown=different_people(world, rows),
        first=times[0] if times else None,
        last=times[1] if times else None,
    )


def different_people(world: World, rows: NDArray[np.int64]) -> int:
    """How many different people these events showed."""
    events = world.events
    shown = events.subject[rows][events.found[rows] & (events.subject[rows] >= 0)]
    seen = np.zeros(world.people, np.bool_)
    seen[shown] = True
    return int(seen.sum())


def tell(world: World, scenario: str, accounts: int) -> Truth:
    """The truth about a world."""
    return Truth(
        version=1,
        scenario=scenario,
        people=world.people,
        accounts=accounts,
        days=world.days,
        seed=world.seed,
        first=world.first,
        learning_days=world.learning_days,
        accesses=len(world.events),
        honest_clients=int((world.clients.harvester < 0).sum()),
        harvests=harvests(world),
    )
