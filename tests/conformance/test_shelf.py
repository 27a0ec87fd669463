"""The whole shelf over the lab's worlds, which are more awkward than those that each detector is tested on.

Small, so that it runs with every change; `docs/benchmark-detection.md` has the rates.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np

from headcount.detectors import DETECTORS
from headcount.lab.crowd import honest_world
from headcount.lab.harvesters.many_accounts import ManyAccounts
from headcount.lab.lineup import SOLO
from headcount.lab.planting import plant
from headcount.lab.score import declared
from headcount.lab.setting import Setting
from headcount.lab.window import window_of
from headcount.lab.world import World

_ACCOUNTS, _MISSED, _ACCUSED = 2_000, 2, 1


@cache
def _honest(accounts: int = _ACCOUNTS) -> World:
    return honest_world(Setting(people=10 * accounts, clients=accounts, days=40, learning_days=20, seed=22))


def _accused(world: World) -> Iterator[list[int]]:
    """The clients of each finding."""
    window = window_of(world)
    number = dict(zip(window.clients["name"].to_pylist(), window.clients["client"].to_pylist(), strict=True))
    for detector in DETECTORS:
        for finding in detector.find(window):
            yield [number[name] for name in finding.members] or [finding.client_id]


def _innocent(world: World, clients: set[int]) -> set[int]:
    """Those who neither harvest nor are known to the site."""
    free = (world.clients.harvester < 0) & ~declared(world)
    return clients & set(np.flatnonzero(free).tolist())


def test_nobody_is_accused_where_nobody_harvests() -> None:
    assert _innocent(_honest(), {client for members in _accused(_honest()) for client in members}) == set()


def test_harvesters_of_every_kind_are_found_beside_each_other() -> None:
    world = plant(_honest(), SOLO)
    accused = {client for members in _accused(world) for client in members}
    missed = [plot.pattern for plot in world.harvesters if accused.isdisjoint(plot.clients.tolist())]
    assert len(missed) <= _MISSED, missed
    assert len(_innocent(world, accused)) <= _ACCUSED


def test_a_campaign_that_shares_nothing_is_one_finding() -> None:
    world = plant(_honest(1_200), (ManyAccounts(accounts=100),))
    largest = max(_accused(world), key=len)
    own = world.clients.harvester[largest] >= 0
    assert own.sum() >= 80
    assert own.mean() >= 0.9
