from __future__ import annotations

import numpy as np
import pytest

from headcount.lab.baselines.daily_features import IsolationForest, features
from headcount.lab.views import views_of
from headcount.lab.world import DAY, Events
from tests.lab.known_events import START, clients_of, random_world, world_of


def test_a_day_as_numbers() -> None:
    # the first day: three views of person 10, one of 11; the second: 11 again, 12 with a reason, 400, and a page
    subject = np.array([10, 10, 10, 11, 11, 12, 400, -1], np.int32)
    at = START + np.array([0, 1, 2, 3, DAY, DAY + 1, DAY + 2, DAY + 3])
    reason = subject == 12
    events = Events.of(at, np.zeros(8, np.int32), subject, np.where(subject < 0, 0, 1).astype(np.int8), reason=reason)
    world = world_of(clients_of(["u0"]), events)
    [row] = features(world, views_of(world), np.array([7])).tolist()
    # 4 requests, 3 people of whom one is no head of the learning days, 4 new ones within 7 days; 2 of 3 new, 1 of 2 adjacent
    head = {10, 11, 12}  # 3, 2 and 1 of 7 views: those before the 80th per cent
    tail = len({11, 12, 400} - head)
    assert row == pytest.approx([np.log1p(4), np.log1p(3), np.log1p(tail), np.log1p(4), 3 / 4, 2 / 3, tail / 3, 2 / 3, 1 / 2])


def test_days_are_scored_when_they_close_and_busy_ones_every_hour() -> None:
    quiet = Events.of(START + np.arange(3) * DAY // 24, np.zeros(3, np.int32), np.arange(3, dtype=np.int32), 1)
    busy = Events.of(START + np.arange(9) * DAY // 24, np.ones(9, np.int32), np.arange(9, dtype=np.int32), 1)
    world = world_of(clients_of(["u0", "u1"]), Events.concat([quiet, busy]))
    trace = IsolationForest().trace(world, views_of(world))
    hours = ((trace.at - START) // (DAY // 24)).tolist()
    assert list(zip(trace.client.tolist(), hours, strict=True)) == [(0, 2), (1, 5), (1, 6), (1, 7), (1, 8)]


def test_scores_are_a_forests() -> None:
    world = random_world(3, 3000, 6)
    trace = IsolationForest().trace(world, views_of(world))
    assert 0.3 < trace.value.min() <= trace.value.max() < 0.9
