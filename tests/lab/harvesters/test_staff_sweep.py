from __future__ import annotations

import numpy as np
import pytest

from headcount.lab import site
from headcount.lab.harvesters.staff_sweep import StaffSweep
from headcount.lab.world import DAY
from tests.lab.made_site import harvested


def test_the_work_of_a_colleague_and_half_as_much_again() -> None:
    world = harvested(StaffSweep(factor=1.5))
    mine = world.events.take(world.events.client == world.harvesters[0].clients[0])
    work = mine.take(~mine.planted)
    a_day = len(work) / len(set((work.at // DAY).tolist()))
    per_day = np.bincount((mine.at[mine.planted] - world.start) // DAY)[7:]
    assert per_day[per_day > 0].mean() == pytest.approx(a_day / 2, rel=0.3)
    assert set(mine.route.tolist()) <= {site.DESK, site.EXPORT}
    assert not mine.reason[mine.planted].any()
    assert mine.reason[~mine.planted].mean() > 0.9
    assert world.clients.role[world.harvesters[0].clients[0]] == site.STAFF
    assert world.clients.name[world.harvesters[0].clients[0]].startswith("e")
