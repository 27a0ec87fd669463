from __future__ import annotations

import numpy as np

from headcount.lab.harvesters import HARVESTERS
from headcount.lab.harvesters.single_account import SingleAccount
from headcount.lab.planting import plant
from tests.lab.made_site import harvested, honest, taken


def test_every_pattern_can_be_planted_into_one_world() -> None:
    planted = [harvester for harvester in HARVESTERS if harvester.name != "export_job"]  # needs a site with a job: see its test
    world, before = harvested(*planted), honest()
    assert [plot.pattern for plot in world.harvesters] == [harvester.name for harvester in planted]
    learned = world.start + world.learning_days * 86_400_000_000
    for number, plot in enumerate(world.harvesters):
        harvest = taken(world, number)
        assert len(harvest) > 0, plot.pattern
        assert harvest.at.min() >= learned, plot.pattern
        assert set(world.clients.harvester[plot.clients].tolist()) == {number}
        assert len(set(harvest.client.tolist())) == len(plot.clients) or plot.pattern == "many_accounts"
    assert (world.clients.harvester >= 0).sum() == sum(len(plot.clients) for plot in world.harvesters)
    assert not np.isin(world.events.client[world.events.planted], np.arange(len(before.clients))).any()


def test_what_one_does_does_not_depend_on_the_others() -> None:
    alone = taken(harvested(SingleAccount()))
    second = taken(harvested(SingleAccount(), SingleAccount(people_a_day=300.0)))
    assert np.array_equal(alone.subject, second.subject)


def test_the_same_pattern_again_is_another_one() -> None:
    world = harvested(SingleAccount(), SingleAccount())
    assert len(world.harvesters) == 2
    assert not np.array_equal(taken(world, 0).subject[:20], taken(world, 1).subject[:20])
    other = plant(honest(), [SingleAccount()], seed=9)
    assert not np.array_equal(taken(other).subject[:20], taken(world, 0).subject[:20])
