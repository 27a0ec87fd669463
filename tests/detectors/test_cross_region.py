from __future__ import annotations

import doctest
from dataclasses import replace

import numpy as np
import pytest

from headcount.detectors import cross_region
from headcount.detectors.cross_region import CrossRegion
from tests.detectors.regions import Regions
from tests.detectors.world import DAY, change


def test_the_docstring_runs() -> None:
    assert doctest.testmod(cross_region) == doctest.TestResults(failed=0, attempted=4)


@pytest.mark.parametrize("a_day", [10, 60])
def test_a_new_client_that_reads_one_other_place_is_found_by_thirty_people(a_day: int) -> None:
    world = Regions(1500, 30, 1)
    world.visit("reader", a_day, 20, 30 // a_day + (a_day == 60), 5)
    [found] = CrossRegion().find(world.window())
    assert found.client_id == world.planted["reader"]
    assert found.records == max(30, a_day)
    assert "are of place 5, but the client is of place 4, as headcount.toml says; " in found.sentence


def test_an_old_client_is_found_by_habit_where_nothing_is_declared() -> None:
    world = Regions(1500, 30, 2, declared=False)
    world.visit("reader", 8, 0, 10, 3)
    late = 15 * DAY + 4_000.0 * np.arange(160)
    world.time[-1] = np.r_[world.time[-1], late]
    world.record[-1] = np.r_[world.record[-1], world.rng.permutation(12_000)[:160] * 8 + 1]
    world.client[-1] = np.full(240, world.planted["reader"])
    world.vain[-1] = np.zeros(240, np.int64)
    [found] = CrossRegion().find(world.window())
    assert "are of place 1, but the client is of place 3, by what it was shown at first" in found.sentence


@pytest.mark.parametrize(("seed", "strangers"), [(3, 0.0), (4, 0.02), (5, 0.1)])
def test_clients_that_are_placed_wrongly_read_as_locals_do(seed: int, strangers: float) -> None:
    assert CrossRegion().find(Regions(1500, 30, seed, strangers=strangers).window()) == []


def test_without_places_or_with_one_nobody_is_judged() -> None:
    world = Regions(1500, 30, 6)
    world.visit("reader", 60, 10, 5, 2)
    window = world.window()
    assert len(CrossRegion().find(window)) == 1
    assert CrossRegion().find(replace(window, place_names=(), places=window.places.slice(0, 0))) == []
    assert CrossRegion().find(replace(window, places=window.places.slice(0, 0))) == []
    nowhere = [""] * len(window.clients)
    assert CrossRegion().find(change(window, place=nowhere)) == []


def test_a_table_that_places_hardly_anybody_judges_nobody() -> None:
    window = Regions(300, 10, 7, declared=False).window()
    few = replace(window, places=window.places.slice(0, 3))
    assert CrossRegion().find(change(few, place=[""] * len(few.clients))) == []
