import dataclasses

import numpy as np

from headcount.detectors.campaigns import campaigns_of_trait, campaigns_of_turned
from headcount.detectors.cohorts import cohorts_of
from headcount.detectors.resemblance import resemblance_of
from headcount.detectors.traits import labels_of
from headcount.detectors.turned import turns
from headcount.lab.crowd import honest_world
from headcount.lab.harvesters.many_accounts import ManyAccounts
from headcount.lab.planting import plant
from headcount.lab.setting import Setting
from headcount.lab.window import window_of
from tests.detectors import world as made


def test_a_cohort_over_the_bar_that_divides_records_is_one() -> None:
    world = made.World(2000, 30, 5)
    world.campaign("campaign", 300, 12, 30)
    window = world.window()
    crowd = resemblance_of(window)
    cohorts = cohorts_of(crowd, labels_of(window, "agent")[crowd.place])
    [one] = campaigns_of_trait(window, crowd, "agent", cohorts, 1_000.0)
    assert (one.trait, one.days, one.log_e) == ("agent", None, cohorts.log_e.max())
    assert one.division.meetings == one.together.meetings.inner
    assert list(campaigns_of_trait(window, crowd, "agent", cohorts, float(np.exp(one.log_e)) * 1.01)) == []
    assert list(campaigns_of_trait(dataclasses.replace(window, together=None), crowd, "agent", cohorts, 1.0)) == []


def test_days_of_one_group_that_pass_are_one() -> None:
    crowd = honest_world(Setting(people=20_000, clients=2_000, days=30, learning_days=16, seed=1))
    window = window_of(plant(crowd, [ManyAccounts(accounts=100, turned=True)]))
    clients, turned = resemblance_of(window), list(turns(window))
    [one] = campaigns_of_turned(window, clients, turned, 1_000.0)
    assert one.days is not None
    assert (one.trait, one.days.since, one.log_e) == ("turned", turned[0].since, turned[0].log_e)
    assert clients.place[one.rows].tolist() == sorted(turned[0].place[turned[0].named(0.05)].tolist())
    assert list(campaigns_of_turned(window, clients, turned, float(np.exp(one.log_e)) * 1.01)) == []
    assert list(campaigns_of_turned(dataclasses.replace(window, together=None), clients, turned, 1_000.0)) == []
