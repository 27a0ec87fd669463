import doctest

import pytest

from headcount.detectors import bulk_dump
from headcount.detectors.bulk_dump import BulkDump
from tests.detectors.world import World, change


def test_the_docstring_runs() -> None:
    assert doctest.testmod(bulk_dump) == doctest.TestResults(failed=0, attempted=5)


@pytest.mark.parametrize("size", [3_000, 50_000])
def test_one_answer_is_enough(size: int) -> None:
    world = World(2000, 30, 1)
    world.dump("dump", size, 700_000)
    [found] = BulkDump().find(world.window())
    assert (found.client_id, found.records) == (2000, size)
    assert f"was shown {size:,} different records, {size:,} of them within one second (most within one second, " in found.sentence


def test_several_dumps_do_not_vouch_for_each_other() -> None:
    world = World(2000, 30, 2)
    for number in range(6):
        world.dump(f"dump {number}", 5_000, 100_000.0 * number)
    assert {found.client_id for found in BulkDump().find(world.window())} == set(world.planted.values())


def test_what_ten_others_do_is_how_the_site_is_used() -> None:
    world = World(2000, 30, 3)
    for number in range(11):
        world.dump(f"report {number}", 5_000, 100_000.0 * number)
    assert BulkDump().find(world.window()) == []


def test_a_list_of_fifty_is_no_dump() -> None:
    world = World(2000, 30, 4)
    world.dump("list", 50, 700_000)
    assert BulkDump().find(world.window()) == []


def test_a_crawl_second_by_second_is_no_dump() -> None:
    world = World(2000, 30, 5)
    world.burst("crawl", 9_000, 9_000, 700_000)
    assert BulkDump().find(world.window()) == []


def test_few_clients_are_compared_too() -> None:
    world = World(20, 30, 6)
    world.dump("dump", 20_000, 700_000)
    assert [found.client_id for found in BulkDump().find(world.window())] == [20]


@pytest.mark.parametrize(("size", "found"), [(20_000, [2_000]), (300, [])])
def test_one_of_a_small_role_is_compared_with_the_role(size: int, found: list[int]) -> None:
    world = World(2000, 30, 7)
    world.dump("dump", size, 700_000)
    window = world.window()
    window = change(window, role=["clerk" if number >= 1_980 else "" for number in window.clients["client"].to_pylist()])
    assert [one.client_id for one in BulkDump().find(window)] == found
