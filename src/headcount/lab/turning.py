"""Turning: one of the clients of a real background begins to harvest, and the background becomes a folder with the truth."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from headcount.errors import UsageError
from headcount.lab import background_folder
from headcount.lab.backgrounds.interface import Background, Reader
from headcount.lab.parameters import changed, fields_of
from headcount.lab.truth import Truth
from headcount.lab.turned import PATTERNS, Shifts, Turned
from headcount.lab.world import DAY, HOUR, Events, Planted, World

_ACTIVE = 15
"""Days on which one has come before the harvest, and comes after its start, at least: there is work to hide beside."""


def pattern(name: str, parameters: list[str]) -> Turned:
    """The pattern of this name with these parameters, each as `NAME=VALUE`.

    Raises:
        UsageError: there is none, or it has no such parameter.
    """
    usual = next((one for one in PATTERNS if one.name == name), None)
    if usual is None:
        raise UsageError(f"{name!r} cannot be put into a table; there are: {', '.join(one.name for one in PATTERNS)}")
    return changed(usual, parameters)


def inject(reader: Reader, path: Path, name: str, parameters: list[str], after: int | None, seed: int, out: Path) -> Truth:
    """Write the data with one client turned into `out`, as `background_folder.write` does.

    Args:
        reader: of the data.
        path: the data; it is only read.
        name: of the pattern.
        parameters: each as `NAME=VALUE`.
        after: whole days (UTC) before the harvest begins; None: as the reader has it.
        seed: of who is turned, and of what it does.
        out: the folder; it is made.

    Raises:
        UsageError: there is no such pattern, or the data is too short for it.
    """
    turned = pattern(name, parameters)
    if seed < 0:
        raise UsageError("a seed is a whole number from 0 up")
    background = reader.read(path, seed)
    days = background.world.days
    if after is not None:
        if not 0 < after < days:
            raise UsageError(f"{path} has {days} days; the harvest cannot begin after {after}")
        background = dataclasses.replace(background, world=dataclasses.replace(background.world, learning_days=after))
    world = turn(background, turned, seed)
    return background_folder.write(background, world, f"{name} in {reader.name}", out)


def turn(background: Background, turned: Turned, seed: int) -> World:
    """The background's world with one of its clients turned, drawn by the seed among those who come often enough.

    Raises:
        UsageError: nobody comes often enough, or the harvest looks at nothing.
    """
    world = background.world
    rng = np.random.default_rng([seed, *turned.name.encode()])
    start = world.start + int((world.learning_days + rng.random()) * DAY)
    fit = _fit(background, start)
    if not len(fit):
        raise UsageError(f"nobody comes on {_ACTIVE} days before day {world.learning_days} and as many after it")
    one = int(rng.choice(fit))
    at, record = turned.looks(background, _shifts(world, one, start), rng)
    if not len(at):
        raise UsageError(f"{turned.name} looks at nothing; let it take more")
    planted = Events.of(at, np.full(len(at), one, np.int32), record.astype(np.int32), 0, planted=True)
    inside = planted.take(planted.at < world.end)
    harvester = world.clients.harvester.copy()
    harvester[one] = 0
    parameters = {name: value for name, value in fields_of(turned).items() if name != "name"}
    return dataclasses.replace(
        world,
        clients=dataclasses.replace(world.clients, harvester=harvester),
        events=Events.concat([world.events, inside]).in_order(),
        harvesters=(Planted(turned.name, parameters, np.array([one], np.int32)),),
    )


def _fit(background: Background, start: int) -> NDArray[np.intp]:
    """Who comes on enough days before and after."""
    events, clients = background.world.events, background.world.clients
    person = np.array([name not in background.programs for name in clients.name], np.bool_)
    for period in (events.at < start, events.at >= start):
        days = np.unique(events.client[period].astype(np.int64) * (1 << 32) + events.at[period] // DAY) >> 32
        person &= np.bincount(days, minlength=len(clients)) >= _ACTIVE
    return np.flatnonzero(person)


def _shifts(world: World, one: int, start: int) -> Shifts:
    mine = world.events.take(world.events.client == one)
    before = mine.at < start
    usual = len(np.unique(mine.at[before] // DAY * (1 << 32) + mine.subject[before])) / len(np.unique(mine.at[before] // DAY))
    after = mine.at[mine.at >= start]
    first = np.flatnonzero(np.diff(after // DAY, prepend=-1) != 0)
    end = after[np.r_[first[1:], len(after)] - 1]
    return Shifts(after[first], np.maximum(end, after[first] + HOUR), float(usual))
