import doctest

import numpy as np
import pytest

from headcount.detectors import id_enumeration
from headcount.detectors.id_enumeration import IdEnumeration
from tests.detectors.world import World


def test_the_docstring_runs() -> None:
    assert doctest.testmod(id_enumeration) == doctest.TestResults(failed=0, attempted=5)


@pytest.mark.parametrize(("a_day", "row"), [(30, 239), (100, 570), (300, 1_440)])
def test_a_walk_through_the_numbers_is_found(a_day: int, row: int) -> None:
    world = World(3000, 30, 1)
    world.enumerate("walk", a_day, 30, 20_000)
    [found] = IdEnumeration().find(world.window())
    assert (found.client_id, found.records) == (3000, 30 * a_day)
    assert f"was shown {30 * a_day:,} different records in 30 active days; " in found.sentence
    assert (
        " of those with a number lie within 3 of one that it asked for just before (peers: 0 %), "
        f"at least {row:,} in a row (a typical peer: 0; one in a thousand: 0)."
    ) in found.sentence


@pytest.mark.parametrize("steps", [11, 13])
def test_a_walk_is_found_within_the_hour_or_over_days(steps: int) -> None:
    """Before the walker was shown twenty records, which is what the habit needs."""
    world = World(3000, 30, 4)
    world.add("quick", 90_000 + np.arange(steps + 1) * 250.0, 30_000 + np.arange(steps + 1))
    world.add("slow", 90_000 + np.arange(steps + 1) * 90_000.0, 70_000 + 3 * np.arange(steps + 1))
    found = IdEnumeration().find(world.window())
    assert sorted(one.client_id for one in found) == [3000, 3001]
    assert {one.records for one in found} == {steps + 1}


def test_other_records_between_break_the_row_but_not_the_habit() -> None:
    world = World(3000, 30, 5)
    step = np.arange(1_200)
    other = np.random.default_rng(5).integers(0, 100_000, len(step))
    walk = np.where(step % 2 == 0, 20_000 + step // 2, other)
    world.add("walk", 2_000.0 * step, walk)
    [found] = IdEnumeration().find(world.window())
    assert found.client_id == 3000
    assert "in a row" not in found.sentence


def test_a_shuffled_sweep_is_no_walk() -> None:
    world = World(3000, 30, 2)
    world.sweep("shuffled", 100, 30)
    assert IdEnumeration().find(world.window()) == []


def test_where_many_walk_walking_is_honest() -> None:
    world = World(1500, 30, 3)
    for number in range(120):
        world.enumerate(f"gallery {number}", 30, 1, 500 * number)
    assert IdEnumeration().find(world.window()) == []
