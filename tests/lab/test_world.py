from __future__ import annotations

import dataclasses

import numpy as np

from headcount.lab.world import DAY, Planted
from tests.lab.made_site import nobody, part


def test_parts_are_joined_in_the_order_of_time() -> None:
    first = part([(50, 0, 7), (10, 1, 8)], ("u", ""))
    second = part([(30, 0, 9)], ("e",))
    world = nobody().concat([first, second])
    assert world.clients.name == ["u10000", "", "e10002"]
    assert [(int(c), int(s)) for c, s in zip(world.events.client, world.events.subject, strict=True)] == [(1, 8), (2, 9), (0, 7)]
    assert (world.events.at - world.start).tolist() == [10, 30, 50]


def test_a_harvest_gets_its_number_and_its_clients() -> None:
    plot = Planted("pattern", {"a": 1}, np.array([1], np.int32))
    bad = dataclasses.replace(part([(1, 1, 5)], ("u", "u")), planted=(plot,))
    world = nobody().concat([part([(1, 0, 4)]), bad, bad])
    assert world.clients.harvester.tolist() == [-1, -1, 0, -1, 1]
    assert [h.clients.tolist() for h in world.harvesters] == [[2], [4]]


def test_events_outside_of_the_days_are_dropped() -> None:
    world = nobody(days=2).concat([part([(-1, 0, 1), (0, 0, 2), (2 * DAY - 1, 0, 3), (2 * DAY, 0, 4)])])
    assert world.events.subject.tolist() == [2, 3]
    assert world.end - world.start == 2 * DAY


def test_rows_of_one_moment_keep_their_order() -> None:
    world = nobody().concat([part([(5, 0, n) for n in (9, 3, 7)])])
    assert world.events.subject.tolist() == [9, 3, 7]
    assert world.with_events(world.events.take(slice(0, 1))).events.subject.tolist() == [9]
