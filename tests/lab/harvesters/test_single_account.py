from __future__ import annotations

import numpy as np
import pytest

from headcount.lab import site
from headcount.lab.harvesters.single_account import SingleAccount
from tests.lab.made_site import day_of, harvested, honest, people, taken


def test_it_takes_strangers_at_its_rate_and_each_once() -> None:
    world = harvested(SingleAccount(people_a_day=100.0))
    harvest = taken(world)
    assert len(set(harvest.subject.tolist())) == len(harvest)
    assert np.bincount(day_of(world, harvest))[7:].tolist() == pytest.approx([100] * 5, abs=35)
    assert set(harvest.route.tolist()) == {site.PROFILE}
    assert len(SingleAccount(people_a_day=100.0, most=30).plant(honest(), np.random.default_rng(1)).events) == 30


def test_popular_people_are_taken_once_each() -> None:
    harvest = taken(harvested(SingleAccount(people_a_day=60.0, popular=True, route="/api/profile?id={}")))
    assert len(set(harvest.subject.tolist())) == len(harvest) > 200
    assert set(harvest.route.tolist()) == {site.API}
    first = people().ranked(np.repeat(np.arange(24), 10), np.tile(np.arange(10), 24))
    anybody = taken(harvested(SingleAccount(people_a_day=60.0)))
    assert np.isin(harvest.subject, first).mean() > 3 * np.isin(anybody.subject, first).mean()


def test_cover_traffic_is_not_planted() -> None:
    world = harvested(SingleAccount(people_a_day=100.0, cover=2.0))
    (client,) = world.harvesters[0].clients.tolist()
    mine = world.events.take(world.events.client == client)
    assert (~mine.planted).sum() / mine.planted.sum() == pytest.approx(2.0, rel=0.15)
