from __future__ import annotations

import numpy as np
import pytest

from headcount.detectors.newcomers import too_many, waves
from headcount.ledger.window import Window
from tests.detectors.world import DAY, START, World, empty


def _wave(number: int = 1, a_day: int = 60, begin: int = 20, clients: int = 2000, days: int = 30) -> Window:
    """A world in which so many accounts begin a sweep on a day."""
    world = World(clients, days, 3)
    for place in range(number):
        world.sweep(f"rush {place}", a_day, days - begin, begin)
    return world.window()


def test_only_the_first_week_of_those_who_came_later_counts() -> None:
    [wave] = waves(_wave(), 0.2)
    units, arrived = wave.units, wave.arrived
    assert units.owners().tolist() == np.flatnonzero((arrived >= START + 3 * DAY) & (arrived < START + 30 * DAY)).tolist()
    assert np.array_equal(np.minimum.reduceat(units.time, units.start[:-1]), arrived[units.owners()])
    assert int((units.time - arrived[units.client]).max()) == 6 * DAY
    assert int(arrived[wave.learned].max()) == START + 14 * DAY
    assert [one.place for one in wave.found] == [2000]
    assert wave.together == ()


@pytest.mark.parametrize(("days", "clients", "number"), [(6, 2000, 0), (7, 2000, 1), (30, 150, 0)])
def test_a_short_log_or_a_small_crowd_teaches_nothing(days: int, clients: int, number: int) -> None:
    assert len(list(waves(_wave(begin=2, days=days, clients=clients), 0.2))) == number
    assert list(waves(empty(), 0.2)) == []


def test_too_many_are_told_from_what_was_learned() -> None:
    rng = np.random.default_rng(1)
    learned = np.arange(2000) < 1000
    honest = rng.exponential(1.0, 2000)
    assert too_many(honest, learned)[1] < 0
    harvest = honest.copy()
    harvest[1500:1700] += 19.0
    members, log_e = too_many(harvest, learned)
    assert log_e > 20
    assert set(members.tolist()) == set(range(1500, 1700))
    assert too_many(honest, np.ones(2000, np.bool_))[1] == -np.inf


def test_a_wave_is_found_where_nobody_stands_out_alone() -> None:
    [wave] = waves(_wave(60, 9), 0.2)
    assert len(wave.found) < 20
    places = {one.place for one in wave.together}
    assert len(places & set(range(2000, 2060))) >= 50
    assert places <= set(range(2000, 2060))
    assert [one.threshold for one in wave.together] == pytest.approx([100.0] * len(places))
