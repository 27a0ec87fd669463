import doctest

import pytest

from headcount.detectors import canary
from headcount.detectors.canary import Canary
from tests.detectors.world import World, change


def test_the_docstring_runs() -> None:
    assert doctest.testmod(canary) == doctest.TestResults(failed=0, attempted=5)


def test_one_view_is_enough() -> None:
    world = World(800, 30, 1)
    world.touch("touch", 2, 400_000)
    [found] = Canary().find(world.window())
    assert (found.client_id, found.records, found.strength) == (800, 2, found.threshold)
    assert found.sentence == (
        f"address {found.client} was shown 2 different records, among them 1 canary: a record made up for the purpose, to which "
        "nothing leads. Of 800 others, 0 were shown one."
    )


def test_two_canaries_are_worth_two() -> None:
    world = World(800, 30, 2)
    world.touch("one", 20, 400_000)
    world.touch("two", 20, 400_000)
    world.record[-1][0] = world.canaries[0]
    two, one = Canary().find(world.window())
    assert (two.client_id, one.client_id) == (801, 800)
    assert two.strength == 2 * one.strength
    assert "among them 2 canaries: made up, and nothing leads to them. Of 801 others, 1 were shown one." in two.sentence


def test_a_canary_that_many_are_shown_is_none() -> None:
    world = World(800, 30, 3)
    for number in range(11):
        world.touch(f"guest {number}", 5, 100_000.0 * number)
    assert Canary().find(world.window()) == []
    world.touch("reader", 5, 400_000)
    world.record[-1][0] = world.canaries[0]
    [found] = Canary().find(world.window())
    assert found.client_id == world.planted["reader"]


@pytest.mark.parametrize("column", ["declared_crawler", "agreement"])
def test_who_is_known_may_see_them(column: str) -> None:
    world = World(100, 3, 4)
    world.touch("touch", 5, 100_000)
    assert Canary().find(change(world.window(), **{column: [None] * 100 + ["known"]})) == []
