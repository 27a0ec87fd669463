from __future__ import annotations

import datetime as dt

import numpy as np

from headcount.lab.addresses import dotted
from headcount.lab.backgrounds.columns import world_of
from headcount.lab.site import STAFF
from headcount.lab.world import DAY, HOUR


def test_rows_become_a_world_in_the_order_of_time() -> None:
    begin = round(dt.datetime(2026, 3, 2, tzinfo=dt.UTC).timestamp()) * 1_000_000
    at = begin + np.array([DAY + 5, 3 * HOUR, DAY + 2])
    world = world_of(["a", "b"], np.array([0, 1, 1]), np.array([70, 9, 8]), at, "/cases/{}", 1, STAFF)
    assert (world.events.at - begin).tolist() == [3 * HOUR, DAY + 2, DAY + 5]
    assert (world.events.client.tolist(), world.events.subject.tolist()) == ([1, 1, 0], [9, 8, 70])
    assert (world.first, world.days, world.people) == (dt.datetime(2026, 3, 2, tzinfo=dt.UTC), 2, 71)
    assert (world.clients.role.tolist(), dotted(world.clients.address)) == ([STAFF, STAFF], ["198.18.0.0", "198.18.0.1"])
    assert (world.routes[0].template, world.learning_days, world.harvesters) == ("/cases/{}", 1, ())
