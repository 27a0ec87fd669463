import dataclasses
import doctest
import re
from functools import cache

import numpy as np
import pytest

from headcount.detectors import coordinated_crawl
from headcount.detectors.coordinated_crawl import CoordinatedCrawl
from headcount.lab.crowd import honest_world
from headcount.lab.harvesters.interface import Harvester
from headcount.lab.harvesters.many_accounts import ManyAccounts
from headcount.lab.harvesters.many_addresses import ManyAddresses
from headcount.lab.planting import plant
from headcount.lab.setting import Setting
from headcount.lab.window import window_of
from headcount.lab.world import World
from headcount.ledger.window import Window
from tests.detectors import world as made
from tests.detectors.world import change


@cache
def _honest(seed: int) -> World:
    return honest_world(Setting(people=20_000, clients=2_000, days=20, learning_days=8, seed=seed))


def _window(seed: int, *harvesters: Harvester) -> tuple[World, Window]:
    world = plant(_honest(seed), harvesters)
    return world, window_of(world)


def test_the_docstring_runs() -> None:
    assert doctest.testmod(coordinated_crawl) == doctest.TestResults(failed=0, attempted=4)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    ("harvester", "lens", "share"),
    [
        (ManyAddresses(addresses=500), "agent", 0.25),
        (ManyAccounts(accounts=50, shared="agent"), "agent", 0.8),
        (ManyAccounts(accounts=50, shared="network"), "prefix", 0.9),
        (ManyAccounts(accounts=50), "arrival", 0.7),
    ],
)
def test_a_campaign_is_one_finding_with_its_members(seed: int, harvester: Harvester, lens: str, share: float) -> None:
    world, window = _window(seed, harvester)
    [found] = CoordinatedCrawl().find(window)
    assert found.lens == lens
    [told] = re.findall(r"client IN \(([\d, ]+)\)", found.query)
    members = np.array([int(number) for number in told.split(", ")])
    names = dict(zip(window.clients["client"].to_pylist(), window.clients["name"].to_pylist(), strict=True))
    assert found.members == tuple(names[number] for number in members.tolist())
    planted = world.clients.harvester[members] >= 0
    assert planted.sum() >= share * len(world.harvesters[0].clients)
    assert planted.mean() >= 0.95
    shown = world.events.found & (world.events.subject >= 0) & np.isin(world.events.client, members)
    assert found.records == len(set(world.events.subject[shown].tolist()))
    assert found.client_id == members[0]


@pytest.mark.parametrize(
    ("seed", "harvester"),
    [(1, ManyAccounts(accounts=100, turned=True)), (2, ManyAccounts(accounts=150, turned=True, over_days=8))],
)
def test_accounts_that_were_there_before_are_one_finding(seed: int, harvester: Harvester) -> None:
    """The second ones turn one after the other, across two stretches of the log that are judged one by one."""
    crowd = honest_world(Setting(people=20_000, clients=2_000, days=30, learning_days=16, seed=seed))
    world = plant(crowd, [harvester])
    window = window_of(world)
    [found] = CoordinatedCrawl().find(window)
    assert found.lens == "turned"
    assert found.client in {"2026-01-20", "2026-01-27"}
    number = dict(zip(window.clients["name"].to_pylist(), window.clients["client"].to_pylist(), strict=True))
    members = np.array([number[name] for name in found.members])
    planted = world.clients.harvester[members] >= 0
    assert planted.sum() >= 0.75 * len(world.harvesters[0].clients)
    assert planted.mean() >= 0.95
    shown = world.events.found & (world.events.subject >= 0) & np.isin(world.events.client, members)
    assert found.records == len(set(world.events.subject[shown].tolist()))
    assert found.sentence.startswith(f"{len(members)} accounts that had been there before and changed since {found.client} were")
    assert CoordinatedCrawl().find(window_of(crowd)) == []


def test_accounts_that_turn_to_the_same_records_do_not_divide_them() -> None:
    world = plant(
        honest_world(Setting(people=20_000, clients=2_000, days=30, learning_days=16, seed=1)),
        [ManyAccounts(accounts=100, turned=True)],
    )
    planted = np.flatnonzero(world.events.planted)
    subject = world.events.subject.copy()
    subject[planted] = subject[planted] % 1_500
    assert CoordinatedCrawl().find(window_of(world.with_events(dataclasses.replace(world.events, subject=subject)))) == []


@pytest.mark.parametrize("seed", [3, 4])
def test_honest_cohorts_are_not_found_even_where_no_role_is_known(seed: int) -> None:
    """Carriers, offices, stations with scanners of one kind, the site's own app, popular browsers."""
    _, window = _window(seed)
    assert CoordinatedCrawl().find(window) == []
    assert CoordinatedCrawl().find(change(window, role=[""] * len(window.clients))) == []


def test_clients_that_read_the_same_records_do_not_divide_them() -> None:
    """As a campaign in all else, but all of them read among three hundred records."""
    world = made.World(2000, 30, 5)
    world.campaign("campaign", 300, 12, 30)
    assert len(CoordinatedCrawl().find(world.window())) == 1
    for place in range(1, len(world.record)):
        world.record[place] = world.record[place] % 300
    assert CoordinatedCrawl().find(world.window()) == []


def test_without_somebody_who_counts_nothing_is_found() -> None:
    world = made.World(2000, 30, 6)
    world.campaign("campaign", 300, 12, 30)
    window = world.window()
    assert len(CoordinatedCrawl().find(window)) == 1
    assert CoordinatedCrawl().find(dataclasses.replace(window, together=None)) == []
