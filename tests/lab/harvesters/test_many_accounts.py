from __future__ import annotations

import numpy as np

from headcount.lab.harvesters.many_accounts import ManyAccounts
from tests.lab.made_site import harvested, taken


def test_accounts_divide_the_people_between_them() -> None:
    world = harvested(ManyAccounts(accounts=40, people_a_day=10.0, shared="cohort"))
    harvest = taken(world)
    assert len(set(harvest.subject.tolist())) == len(harvest)
    each = np.bincount(harvest.client)[world.harvesters[0].clients]
    assert len(each) == 40
    assert 30 < each.mean() < 75
    assert each.max() > 2 * each.min()
    assert len(set(world.clients.cohort[world.harvesters[0].clients].tolist())) == 1


def test_they_hide_and_stay_away_when_told() -> None:
    world = harvested(ManyAccounts(accounts=40, people_a_day=10.0, cover=1.0, active=0.5))
    mine = world.events.take(world.clients.harvester[world.events.client] == 0)
    assert 0.8 < (~mine.planted).sum() / mine.planted.sum() < 1.25
    assert mine.planted.sum() < 0.7 * len(taken(harvested(ManyAccounts(accounts=40, people_a_day=10.0))))
