import doctest

import numpy as np
import pytest

from headcount.detectors import slow_crawl
from headcount.detectors.slow_crawl import SlowCrawl
from tests.detectors.world import World


def test_the_docstring_runs() -> None:
    assert doctest.testmod(slow_crawl) == doctest.TestResults(failed=0, attempted=5)


@pytest.mark.parametrize("clients", [2000, 10_000])
def test_sweeps_of_200_and_25_a_day_are_found(clients: int) -> None:
    world = World(clients, 30, 1)
    world.sweep("200 a day", 200, 30)
    world.sweep("25 a day", 25, 30)
    found = {finding.client_id: finding for finding in SlowCrawl().find(world.window())}
    assert sorted(found) == [clients, clients + 1]
    assert (found[clients].records, found[clients + 1].records) == (6000, 750)
    assert " in 30 active days (a typical peer: " in found[clients].sentence
    assert "; 100 % of its views were first views, " in found[clients].sentence


def test_ten_equal_sweeps_do_not_hide_each_other() -> None:
    world = World(4000, 30, 2)
    for number in range(10):
        world.sweep(f"sweep {number}", 200, 30)
    assert sorted(finding.client_id for finding in SlowCrawl().find(world.window())) == list(range(4000, 4010))


def test_where_everything_is_new_and_cold_the_volume_speaks() -> None:
    """Addresses by Zipf, every view of another record; the busiest people of the crowd see a few dozen a day."""
    world = World(30_000, 30, 3, exponent=0.8, catalogue=5_000_000, popularity=0.0, revisits=0.0, explorers=0.0)
    heavy = np.bincount(world.client[0]) > 150
    kept = ~heavy[world.client[0]]
    world.client[0], world.time[0], world.record[0] = world.client[0][kept], world.time[0][kept], world.record[0][kept]
    world.sweep("200 a day", 200, 30)
    assert [finding.client_id for finding in SlowCrawl().find(world.window())] == [30_000]


def test_the_head_of_a_zipf_crowd_is_not_found() -> None:
    world = World(15_000, 30, 4, exponent=0.8, catalogue=5_000_000, popularity=0.0, revisits=0.0, explorers=0.0)
    window = world.window()
    assert np.max(window.clients["records"].to_numpy()) > 1000
    assert SlowCrawl().find(window) == []


def test_on_the_fourth_day_of_a_small_site_a_client_far_beyond_all_others_is_found() -> None:
    world = World(240, 4, 7, views=3.0)
    world.sweep("sweep", 1250, 4)
    [found] = SlowCrawl().find(world.window())
    assert (found.client_id, found.records) == (240, 5000)
    assert found.threshold == 2410
