from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headcount.lab.views import grouped, same_before, steps, views_of
from headcount.lab.world import DAY
from tests.lab.known_events import START, random_world


@given(st.lists(st.integers(0, 9), max_size=50))
def test_grouped_is_a_stable_sort(keys: list[int]) -> None:
    start, order = grouped(np.array(keys, np.int64), 10)
    assert order.tolist() == sorted(range(len(keys)), key=keys.__getitem__)
    assert start.tolist() == [sum(key < value for key in keys) for value in range(11)]


@pytest.mark.parametrize("scale", [1, 10_000_000])
def test_the_row_before_is_the_latest_counted_one_of_the_same_client(scale: int) -> None:
    client = np.array([0, 0, 0, 0, 1, 1, 1])
    key = np.array([7, 7, 3, 7, 7, 3, 7]) * scale
    counted = np.array([True, False, True, True, True, False, True])
    assert same_before(client, key, counted).tolist() == [-1, -1, -1, 0, -1, -1, 4]


def test_views_are_the_events_of_each_client_in_order() -> None:
    world = random_world(1)
    views, seen = views_of(world), set()
    rows = list(zip(world.events.client, world.events.at, world.events.subject, world.events.found, strict=True))
    expected = sorted(rows, key=lambda row: row[0])
    assert list(zip(views.client, views.at, views.subject, views.found, strict=True)) == expected
    first = []
    for client, _, subject, found in expected:
        first.append(found and subject >= 0 and (client, subject) not in seen)
        if found and subject >= 0:
            seen.add((client, subject))
    assert views.first.tolist() == first
    assert views.start.tolist() == [sum(row[0] < client for row in rows) for client in range(25)]


def test_until_keeps_what_came_before() -> None:
    world = random_world(2)
    assert len(views_of(world, START + DAY)) == int(np.sum(world.events.at < START + DAY))
    assert len(views_of(world, START)) == 0


def test_steps_are_from_the_nearer_of_the_two_before() -> None:
    world = random_world(3)
    views = views_of(world)
    before: dict[int, list[int]] = {}
    for client, subject, step in zip(views.client.tolist(), views.subject.tolist(), steps(world, views).tolist(), strict=True):
        mine = before.setdefault(client, [])
        near = [abs(subject - number) for number in mine[-2:]]
        assert step == (min(near) if near and subject >= 0 else -1)
        if subject >= 0:
            mine.append(subject)
