from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from headcount.detectors import cadence
from headcount.detectors.cadence import try_cadence
from headcount.detectors.evidence import Trial
from headcount.detectors.units import units_of
from headcount.ledger.window import Window
from tests.detectors.world import DAY, START, World, empty

RATE, HOUR = 0.17, 3_600


def _trial(window: Window, seconds: int = HOUR) -> Trial:
    trial = try_cadence(window, seconds, RATE)
    assert trial is not None
    return trial


def _found(world: World, seconds: int = HOUR) -> dict[int, float]:
    """Found clients, and the day of the log on which the evidence was there."""
    trial = _trial(world.window(), seconds)
    return {int(trial.crowd.number[one.place]): ((one.passed or 0) - START) / DAY for one in trial.found}


@cache
def _swept() -> Window:
    """With enough active clients to calibrate by."""
    world = World(1500, 40, 3, views=60.0)
    world.sweep("sweep", 30, 15, begin=22)
    return world.window()


def test_nothing_is_said_of_a_short_log_or_of_few_clients() -> None:
    assert try_cadence(World(1000, 10, 1).window(), HOUR, RATE) is None
    assert try_cadence(World(50, 30, 1).window(), HOUR, RATE) is None
    assert try_cadence(empty(), HOUR, RATE) is None


@pytest.mark.parametrize(("a_day", "days"), [(12, 6), (60, 2), (400, 1)])
def test_who_comes_hour_after_hour_is_found_within_days(a_day: int, days: int) -> None:
    world = World(1500, 40, 3)
    world.sweep("sweep", a_day, 15, begin=22)
    found = _found(world)
    assert set(found) == {world.planted["sweep"]}
    assert 22 <= found[world.planted["sweep"]] <= 22 + days


def test_at_thousands_a_day_ten_minutes_are_enough_to_look_at() -> None:
    world = World(1500, 40, 3)
    world.sweep("sweep", 3_000, 3, begin=22)
    found = _found(world, 600)
    assert set(found) == {world.planted["sweep"]}
    assert 22 <= found[world.planted["sweep"]] <= 22.1


def test_who_rests_at_night_is_found_too() -> None:
    world = World(1500, 40, 4)
    day = np.repeat(np.arange(22, 34), 30)
    time = day * float(DAY) + np.sort(world.rng.random((12, 30)) * 15 * HOUR + 8 * HOUR).ravel()
    world.add("by day", time, world.rng.permutation(world.catalogue)[: len(time)])
    assert set(_found(world)) == {world.planted["by day"]}


def test_one_busy_evening_is_no_evidence() -> None:
    """Two hundred views of what people look at within the hour, most of them for the first time."""
    world = World(1500, 40, 5)
    world.add("evening", 24 * DAY + 68_400 + np.sort(world.rng.random(200)) * HOUR, world.draw(200))
    assert _found(world) == {}
    assert _found(world, 600) == {}


@pytest.mark.parametrize("seed", [6, 7])
def test_honest_clients_are_not_found(seed: int) -> None:
    assert _found(World(1500, 40, seed, views=40.0)) == {}
    assert _found(World(1500, 40, seed, explorers=0.2)) == {}


def test_who_began_within_the_learning_period_is_found_by_its_rehearsal() -> None:
    world = World(1500, 40, 8)
    world.sweep("early", 60, 25, begin=13)
    found = _found(world)
    assert set(found) == {world.planted["early"]}
    assert 13 <= found[world.planted["early"]] < 20


def test_the_bar_is_lowered_to_what_the_rehearsal_asks_for() -> None:
    [found] = _trial(_swept()).found
    units = units_of(_swept(), HOUR)
    theory = 10 * len(units.of(_trial(_swept()).crowd.peer, "page_records").after(START + 20 * DAY)) / 0.1
    assert 1_000 <= found.threshold < theory / 5


def test_a_rehearsal_of_few_clients_calibrates_nothing() -> None:
    """In the same world with a fifth of the views hardly anybody was shown twenty records."""
    world = World(1500, 40, 3)
    world.sweep("sweep", 30, 15, begin=22)
    trial = _trial(world.window())
    theory = 10 * len(trial.units.of(trial.crowd.peer, "page_records").after(START + 20 * DAY)) / 0.1
    assert [one.threshold for one in trial.found] == [pytest.approx(theory)]


def test_the_bar_is_that_of_theory_when_more_get_far_than_in_the_rehearsal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cadence, "drifted", lambda calm, now, exposure: len(calm) > 0 < len(now) * exposure)
    window = replace(_swept())  # one of which nothing is known yet
    trial = _trial(window)
    judged = trial.units.of(trial.crowd.peer, "page_records").after(START + 20 * DAY)
    assert [one.threshold for one in trial.found] == [pytest.approx(10 * len(judged) / 0.1)]
    [told] = trial.notices
    assert f"was given up for theory's ({10 * len(judged) / 0.1:,.0f}), so harvesters are found later" in told


def test_a_clean_learning_period_and_a_bar_that_holds_are_no_news() -> None:
    assert _trial(_swept()).notices == ()


def test_a_short_learning_period_is_not_rehearsed() -> None:
    """In a log of twenty days the bar is that of theory."""
    world = World(1500, 20, 9)
    world.sweep("sweep", 60, 8, begin=12)
    [found] = _trial(world.window()).found
    judged = units_of(world.window(), HOUR).of(_trial(world.window()).crowd.peer, "page_records").after(START + 10 * DAY)
    assert found.threshold == pytest.approx(10 * len(judged) / 0.1)


def test_in_a_long_log_each_month_is_judged_by_the_one_before() -> None:
    world = World(1500, 130, 3, views=60.0)
    world.sweep("sweep", 40, 12, begin=98)
    found = _found(world)
    assert set(found) == {world.planted["sweep"]}
    assert 98 <= found[world.planted["sweep"]] <= 102


def test_where_everything_is_new_and_cold_nothing_is_said() -> None:
    world = World(1500, 40, 10, popularity=0.0, revisits=0.0, catalogue=3_000_000)
    world.sweep("sweep", 60, 15, begin=22)
    assert _found(world) == {}
