"""What harvesters do, whatever their pattern: new accounts, pace, cover traffic, working beside honest colleagues."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from headcount.lab import addresses, site
from headcount.lab.population import REGIONS, Population, population
from headcount.lab.world import DAY, SECOND, Clients, Events, Part, Planted, World

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def people_of(world: World) -> Population:
    """The population that the world was made with."""
    return population(world.people, world.seed)


def begin(world: World, rng: np.random.Generator) -> int:
    """When a harvest starts: some time on the first day after the learning days, microseconds since 1970."""
    return world.start + int((world.learning_days + rng.random()) * DAY)


def accounts(world: World, rng: np.random.Generator, number: int, shared: str = "", role: int = site.CONSUMER) -> Clients:
    """Accounts that look like honest ones, old sign-up weeks included, but for one trait if one is shared.

    Args:
        world: the world that they join.
        rng: random numbers.
        number: how many.
        shared: `agent` (one browser, drawn as people have them), `cohort` (one sign-up week), `network` (one /24), or nothing.
        role: index into the site's roles.
    """
    region = rng.integers(0, REGIONS, number)
    address, agent = addresses.private(rng, region), site.browsers(rng, number)
    cohort = rng.integers(0, 150 + world.learning_days // 7, number).astype(np.int16)
    if shared == "agent":
        agent[:] = agent[0]
    elif shared == "cohort":
        cohort[:] = cohort[0]
    elif shared == "network":
        address = (addresses.homes(rng, region[:1]) // 256 * 256 + rng.integers(1, 255, number)).astype(np.uint32)
    return Clients(["u"] * number, address, agent, np.full(number, role, np.int8), cohort, np.full(number, -1, np.int16))


def pace(
    world: World,
    rng: np.random.Generator,
    a_day: float,
    *,
    ramp_days: int = 0,
    active: float = 1.0,
    rests: bool = False,
) -> NDArray[np.int64]:
    """When one client takes people, in order: from the start of the harvest to the end of the world.

    Args:
        world: sets the time.
        rng: random numbers.
        a_day: mean number on an active day (Poisson).
        ramp_days: the rate grows evenly to `a_day` over so many days.
        active: share of the days on which it comes at all.
        rests: only from 8 to 23 o'clock.
    """
    first = begin(world, rng)
    day = np.arange((first - world.start) // DAY, world.days)
    rate = a_day * np.minimum((day - day[:1] + 1) / max(ramp_days, 1), 1) * (rng.random(len(day)) < active)
    each = np.repeat(day, rng.poisson(rate))
    share = rng.random(len(each))
    at = world.start + each * DAY + ((8 / 24 + share * 15 / 24 if rests else share) * DAY).astype(np.int64)
    return np.sort(at[at >= first])


def cover(world: World, rng: np.random.Generator, harvest: Events, ratio: float) -> Events:
    """Traffic that looks human, `ratio` views for each one taken: popular people, half of them seen a moment before."""
    number = rng.poisson(ratio * len(harvest)) if len(harvest) else 0
    order = np.lexsort((harvest.at, harvest.client))
    beside = order[np.sort(rng.integers(0, len(harvest), number))] if number else order[:0]
    client = harvest.client[beside]
    subject = people_of(world).pick(rng, 1.0, None, number)
    row = np.arange(number)
    before = np.maximum(row - rng.integers(1, 9, number), 0)
    back = (rng.random(number) < 0.5) & (client[before] == client)
    at = harvest.at[beside] + rng.exponential(900 * SECOND, number).astype(np.int64)
    return Events.of(at, client, np.where(back, subject[before], subject), site.PROFILE)


def taken(
    at: NDArray[np.int64], subject: NDArray[np.int32], route: int = site.PROFILE, client: NDArray[np.int32] | int = 0
) -> Events:
    """People taken at these moments; by the part's first client unless told."""
    who = np.broadcast_to(np.asarray(client, np.int32), len(at)).copy()
    return Events.of(at, who, subject, route, planted=True)


def strangers(world: World, rng: np.random.Generator, number: int, people: NDArray[np.int32] | None = None) -> NDArray[np.int32]:
    """Up to `number` different people (of these), in random order. Canaries are among them: a harvester knows no better."""
    mixed: NDArray[np.int32] = rng.permutation(np.arange(world.people, dtype=np.int32) if people is None else people)
    return mixed[:number]


def different(subject: NDArray[np.int32]) -> NDArray[np.int32]:
    """Each of these once, in the order of their first places."""
    order = np.argsort(subject, kind="stable")
    first = np.flatnonzero(np.diff(subject[order], prepend=-1) != 0)
    kept: NDArray[np.int32] = subject[np.sort(order[first])]
    return kept


def colleague(world: World, rng: np.random.Generator, role: int) -> Part:
    """A client of this role with an honest one's work as its own: the copy of one whose unexplained share is below a tenth."""
    events, clients = world.events, world.clients
    looked = np.bincount(events.client, minlength=len(clients))
    explained = np.bincount(events.client, weights=events.reason, minlength=len(clients))
    fit = (clients.role == role) & (clients.harvester < 0) & (looked > 0) & (explained >= 0.9 * looked)
    if not fit.any():
        fit = (clients.role == role) & (clients.harvester < 0)
    one = int(rng.choice(np.flatnonzero(fit)))
    mine = events.take(events.client == one)
    alike = Clients(
        [clients.name[one][:1]],
        clients.address[one : one + 1],
        clients.agent[one : one + 1],
        clients.role[one : one + 1],
        clients.cohort[one : one + 1],
        np.full(1, -1, np.int16),
    )
    return Part(
        alike, Events.of(mine.at, np.zeros(len(mine), np.int32), mine.subject, mine.route, found=mine.found, reason=mine.reason)
    )


def doubles(world: World, rng: np.random.Generator, number: int) -> Part:
    """`number` accounts of consumers with honest ones' use as their own: copies of different ones that came before the harvest.

    Where there are fewer, so many.
    """
    events, clients = world.events, world.clients
    early = np.bincount(events.client[events.at < world.start + world.learning_days * DAY], minlength=len(clients))
    named = np.array([name != "" for name in clients.name], np.bool_)
    fit = rng.permutation(np.flatnonzero(named & (clients.role == site.CONSUMER) & (clients.harvester < 0) & (early >= 5)))[
        :number
    ]
    place = np.full(len(clients), -1, np.int32)
    place[fit] = np.arange(len(fit))
    mine = events.take(place[events.client] >= 0)
    region = rng.integers(0, REGIONS, len(fit))
    alike = Clients(
        ["u"] * len(fit),
        addresses.private(rng, region),
        clients.agent[fit],
        clients.role[fit],
        clients.cohort[fit],
        np.full(len(fit), -1, np.int16),
    )
    return Part(
        alike,
        Events.of(mine.at, place[mine.client], mine.subject, mine.route, found=mine.found, reason=mine.reason),
    )


def harvest(harvester: DataclassInstance, clients: Clients, *events: Events) -> Part:
    """One harvest by all of these clients; its parameters are the harvester's fields."""
    parameters = dataclasses.asdict(harvester)
    pattern = str(parameters.pop("name"))
    everyone = np.arange(len(clients), dtype=np.int32)
    return Part(clients, Events.concat(events), (Planted(pattern, parameters, everyone),))
