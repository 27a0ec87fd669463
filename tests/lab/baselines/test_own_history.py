from __future__ import annotations

import numpy as np
import pytest

from headcount.lab.baselines.own_history import OwnHistory
from headcount.lab.views import views_of
from headcount.lab.world import DAY, Events
from tests.lab.known_events import START, clients_of, world_of


def test_a_day_is_compared_with_the_days_before_and_newcomers_with_their_role() -> None:
    people = [2, 4, 2, 4, 2, 4, 9]
    day = np.repeat(np.arange(7), people)
    moment = START + day * DAY + np.concatenate([np.arange(n) for n in people])
    events = Events.of(moment, np.zeros(len(day), np.int32), np.arange(len(day), dtype=np.int32), 1)
    world = world_of(clients_of(["u0"]), events, days=7, learning=4)
    value = OwnHistory().trace(world, views_of(world)).value
    closing = value[np.cumsum(people) - 1]
    role = (3.0, 1.0)  # mean and deviation of the four learning days
    own = [np.mean(people[:5]), np.mean(people[:6])]
    expected = [(n - role[0]) / role[1] for n in people[:5]] + [(4 - own[0]) / 1, (9 - own[1]) / 1]
    assert closing.tolist() == pytest.approx(expected)
    assert value[-9:].tolist() == pytest.approx([n - own[1] for n in range(1, 10)])


def test_the_same_person_again_counts_once_a_day() -> None:
    events = Events.of(START + np.arange(5), np.zeros(5, np.int32), np.array([1, 1, 2, 2, 1], np.int32), 1)
    world = world_of(clients_of(["u0"]), events)
    assert OwnHistory().trace(world, views_of(world)).value.tolist() == [-1, -1, 0, 0, 0]
