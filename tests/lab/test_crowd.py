from __future__ import annotations

import dataclasses

import numpy as np

from headcount.lab.crowd import generator, honest_world
from headcount.lab.world import Events, World
from tests.lab.made_site import SETTING, honest, people


def _same(one: World, other: World) -> bool:
    columns = [field.name for field in dataclasses.fields(Events)]
    return all(np.array_equal(getattr(one.events, name), getattr(other.events, name)) for name in columns)


def test_the_same_setting_gives_the_same_world() -> None:
    assert _same(honest(), honest_world(SETTING))
    assert not _same(honest(), honest_world(dataclasses.replace(SETTING, seed=4)))


def test_every_kind_comes_and_nobody_harvests() -> None:
    world = honest()
    assert np.bincount(world.clients.role).tolist() == [580, 14, 12, 8, 3, 3]
    assert sum(name == "" for name in world.clients.name) == 303
    assert (world.clients.harvester == -1).all()
    assert not world.events.planted.any()
    assert world.harvesters == ()


def test_the_columns_fit_together() -> None:
    world, events = honest(), honest().events
    assert (np.diff(events.at) >= 0).all()
    assert world.start <= events.at[0]
    assert events.at[-1] < world.end
    assert events.client.max() < len(world.clients)
    assert events.subject.max() < people().phones
    assert not events.found[events.subject >= world.people].any()
    page = np.array(["{}" not in route.template for route in world.routes])
    assert np.array_equal(events.subject == -1, page[events.route])
    names = [name for name in world.clients.name if name]
    assert len(set(names)) == len(names)


def test_another_word_gives_other_numbers() -> None:
    assert generator(1, "a").random() == generator(1, "a").random()
    assert generator(1, "a").random() != generator(1, "b").random()
