import doctest

import pytest

from headcount.detectors import id_enumeration
from headcount.detectors.id_enumeration import IdEnumeration
from tests.detectors.world import World


def test_the_docstring_runs() -> None:
    assert doctest.testmod(id_enumeration) == doctest.TestResults(failed=0, attempted=5)


@pytest.mark.parametrize("a_day", [30, 100, 300])
def test_a_walk_through_the_numbers_is_found(a_day: int) -> None:
    world = World(3000, 30, 1)
    world.enumerate("walk", a_day, 30, 20_000)
    [found] = IdEnumeration().find(world.window())
    assert (found.client_id, found.records) == (3000, 30 * a_day)
    assert f"was shown {30 * a_day:,} different records in 30 active days; " in found.sentence
    assert " of those with a number lie within 3 of one that it asked for just before (peers: 0 %)." in found.sentence


def test_a_shuffled_sweep_is_no_walk() -> None:
    world = World(3000, 30, 2)
    world.sweep("shuffled", 100, 30)
    assert IdEnumeration().find(world.window()) == []


def test_where_many_walk_walking_is_honest() -> None:
    world = World(1500, 30, 3)
    for number in range(120):
        world.enumerate(f"gallery {number}", 30, 1, 500 * number)
    assert IdEnumeration().find(world.window()) == []
