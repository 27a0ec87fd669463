from __future__ import annotations

import numpy as np

from headcount.lab.harvesters.many_accounts import ManyAccounts
from headcount.lab.world import DAY
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


def test_accounts_that_were_there_before_go_on_with_what_they_did_and_turn_one_by_one() -> None:
    world = harvested(ManyAccounts(accounts=30, people_a_day=10.0, turned=True, over_days=5.0))
    harvest, clients = taken(world), world.harvesters[0].clients
    mine = world.events.take(np.isin(world.events.client, clients) & ~world.events.planted)
    before = mine.at < world.start + world.learning_days * DAY
    assert set(mine.client[before].tolist()) == set(clients.tolist())
    began = [int(harvest.at[harvest.client == client].min()) for client in set(harvest.client.tolist())]
    assert len({(moment - world.start) // DAY for moment in began}) >= 4
    assert len(set(harvest.subject.tolist())) == len(harvest) > 200
