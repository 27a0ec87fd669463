from __future__ import annotations

import numpy as np
import pytest

from headcount.detectors.scope_creep import ScopeCreep
from headcount.lab import site
from headcount.lab.crowd import honest_world
from headcount.lab.harvesters.export_job import ExportJob
from headcount.lab.planting import plant
from headcount.lab.setting import Setting
from headcount.lab.window import window_of
from headcount.lab.world import DAY, HOUR
from tests.lab.made_site import day_of, harvested, taken


def test_every_night_much_the_same_and_after_the_learning_twice_as_many() -> None:
    world = harvested(ExportJob(people_a_night=300.0))
    one = world.harvesters[0].clients[0]
    mine = world.events.take(world.events.client == one)
    nights = np.bincount(day_of(world, mine), minlength=12)
    assert (nights[:7] > 240).all()
    assert (nights[:7] < 360).all()
    assert (nights[7:] > 480).all()
    harvest = taken(world)
    assert set(day_of(world, harvest).tolist()) == set(range(7, 12))
    assert abs(2 * len(harvest) - nights[7:].sum()) <= 5
    assert set(mine.route.tolist()) == {site.EXPORT}
    assert ((mine.at - world.start) % DAY // HOUR == 2).all()
    assert world.clients.role[one] == site.JOB


def test_on_workdays_only() -> None:
    world = harvested(ExportJob(people_a_night=300.0, workdays=True, factor=1.0))
    mine = world.events.take(world.events.client == world.harvesters[0].clients[0])
    assert set(day_of(world, mine).tolist()) == {0, 1, 2, 3, 4, 7, 8, 9, 10, 11}
    assert not mine.planted.any()


def test_at_another_hour() -> None:
    world = harvested(ExportJob(people_a_night=300.0, factor=1.0, hours_later=6))
    mine = world.events.take(world.events.client == world.harvesters[0].clients[0])
    hour = (mine.at - world.start) % DAY // HOUR
    assert set(hour[day_of(world, mine) <= 6].tolist()) == {2}
    assert set(hour[day_of(world, mine) > 6].tolist()) == {8}


def test_nobody_reads_more_people_than_there_are() -> None:
    world = harvested(ExportJob(people_a_night=3_000.0, factor=5.0))
    assert np.bincount(day_of(world, world.events.take(world.events.route == site.EXPORT))).max() >= 4_000
    assert len(set(taken(world).subject.tolist())) <= 4_000


@pytest.mark.parametrize("wobble", [0.05, 0.2])
def test_the_doubled_one_is_found_and_the_steady_one_is_not(wobble: float) -> None:
    crowd = honest_world(Setting(people=4_000, clients=100, days=45, learning_days=30, seed=3, guests=0.5))
    world = plant(crowd, (ExportJob(people_a_night=500.0, wobble=wobble), ExportJob(people_a_night=500.0, factor=1.0)))
    found = {one.client_id for one in ScopeCreep().find(window_of(world))}
    assert found == {int(world.harvesters[0].clients[0])}
