from __future__ import annotations

import numpy as np

from headcount.lab.baselines.trace import Trace, alarm_times, peaks, tuned, watch_from
from headcount.lab.score import NEVER
from headcount.lab.world import DAY, Events, Planted, World
from tests.lab.known_events import START, clients_of, world_of

TRACE = Trace(np.array([0, 0, 0, 2, 2], np.int32), np.array([10, 20, 30, 10, 40]), np.array([1.0, 5.0, 9.0, 7.0, 2.0]))


def test_an_alarm_is_the_first_value_above() -> None:
    assert alarm_times(TRACE, 4.0, 0, 3).tolist() == [20, NEVER, 10]
    assert alarm_times(TRACE, 5.0, 0, 3).tolist() == [30, NEVER, 10]
    assert alarm_times(TRACE, 4.0, 21, 3).tolist() == [30, NEVER, NEVER]
    assert alarm_times(TRACE, np.array([8.0, 0, 1.0]), np.array([0, 0, 15]), 3).tolist() == [30, NEVER, 40]


def test_peaks_are_of_the_time_before() -> None:
    assert peaks(TRACE, 30, 3).tolist() == [5.0, -np.inf, 7.0]


def _world(role: list[int], names: list[str]) -> World:
    events = Events.of(START + np.arange(2), np.zeros(2, np.int32), np.zeros(2, np.int32), 1)
    return world_of(clients_of(names, role=role), events, days=60, learning=30)


def test_roles_and_guests_have_thresholds_of_their_own_within_one_budget() -> None:
    # 30 consumers up to 3, 10 merchants up to 100, 10 guests up to 2, and a partner with 1,000 that is declared
    value = np.r_[np.full(28, 1.0), 2.0, 3.0, np.arange(10, 110, 10.0), np.full(9, 1.0), 2.0, 1000.0]
    trace = Trace(np.arange(51, dtype=np.int32), np.full(51, START), value)
    world = _world([0] * 30 + [1] * 10 + [0] * 10 + [4], [f"u{n}" for n in range(40)] + [""] * 10 + ["p"])
    tight = tuned(trace, world, budget=1e-4)
    assert (tight[:30].tolist(), tight[30:40].tolist(), tight[40:50].tolist()) == ([3.0] * 30, [100.0] * 10, [2.0] * 10)
    assert tight[50] == 1000.0
    wide = tuned(trace, world, budget=0.2)  # ten of the fifty: of the merchants the two strangest, and so on
    assert len(np.flatnonzero(value[:50] >= wide[:50])) >= 10
    assert wide[30] < 100.0


def test_nobody_to_learn_from_means_no_alarm() -> None:
    trace = Trace(np.zeros(1, np.int32), np.array([START + 50 * DAY]), np.ones(1))
    assert tuned(trace, _world([0], ["u0"])).tolist() == [np.inf]


def test_a_harvester_is_watched_from_its_start() -> None:
    events = Events.of(START + np.array([0, 3, 3]) * DAY, np.array([0, 0, 1]), np.zeros(3, np.int32), 1)
    events.planted[1] = True
    world = world_of(clients_of(["u0", "u1"], harvester=[0, -1]), events, planted=(Planted("x", {}, np.array([0], np.int32)),))
    assert watch_from(world).tolist() == [START + 3 * DAY, START + 2 * DAY]
