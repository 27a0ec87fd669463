from __future__ import annotations

import numpy as np

from headcount.lab.harvesters.snooper import Snooper
from tests.lab.made_site import day_of, harvested, taken


def test_three_people_on_five_days_each_without_a_case() -> None:
    world = harvested(Snooper(people=3, days_each=5))
    harvest = taken(world)
    assert sorted(np.unique(harvest.subject, return_counts=True)[1].tolist()) == [5, 5, 5]
    for person in set(harvest.subject.tolist()):
        days = day_of(world, harvest.take(harvest.subject == person))
        assert len(set(days.tolist())) == 5
        assert days.min() >= 6
    assert not harvest.reason.any()
