import dataclasses
from functools import cache

import numpy as np
import pytest

from headcount.detectors import turned
from headcount.detectors.learning import DAY
from headcount.detectors.turned import FEWEST_NEW, Turn, joined, turns
from headcount.detectors.units import Units, column
from headcount.lab.crowd import honest_world
from headcount.lab.harvesters.interface import Harvester
from headcount.lab.harvesters.many_accounts import ManyAccounts
from headcount.lab.planting import plant
from headcount.lab.setting import Setting
from headcount.lab.window import window_of
from headcount.lab.world import SECOND, World
from headcount.ledger.window import Window

TURNED = ManyAccounts(accounts=100, turned=True)


@cache
def _made(seed: int, *harvesters: Harvester, days: int = 30) -> tuple[World, Window]:
    world = plant(honest_world(Setting(people=20_000, clients=2_000, days=days, learning_days=16, seed=seed)), harvesters)
    return world, window_of(world)


def _days(window: Window, turn: Turn) -> float:
    return (turn.since - window.first.timestamp() // DAY * DAY) / DAY


def test_half_a_learning_period_at_a_time_is_judged() -> None:
    _, window = _made(1)
    told = list(turns(window))
    assert [(turn.group, _days(window, turn)) for turn in told] == [(3, 15), (3, 22)]
    assert [turn.day for turn in told] == ["2026-01-20", "2026-01-27"]


def test_honest_days_are_not_odd() -> None:
    for turn in turns(_made(1)[1]):
        assert turn.log_e < 0
        assert len(turn.named(0.05)) == 0
        assert 0.4 < np.mean(turn.chance <= 0.5) < 0.6


@pytest.mark.parametrize("seed", [1, 2])
def test_accounts_that_turned_stand_out(seed: int) -> None:
    world, window = _made(seed, TURNED)
    first = next(turns(window))
    assert first.log_e > 40
    planted = world.clients.harvester[column(window.clients, "client")[first.place[first.named(0.05)]]] >= 0
    assert planted.sum() >= 80
    assert planted.mean() >= 0.95


def test_those_who_stood_out_are_not_judged_again() -> None:
    _, window = _made(1, TURNED)
    first, second = turns(window)
    assert not np.isin(first.place[first.named(0.05)], second.place).any()


def test_judged_are_those_who_were_there_before_and_are_shown_enough() -> None:
    world, window = _made(1, TURNED)
    number = column(window.clients, "client")
    for turn in turns(window):
        first = column(window.clients, "first")[turn.place]
        assert first.max() < turn.since
        assert turn.new.min() >= FEWEST_NEW
        assert (turn.cold <= turn.new).all()
        shown = world.events.take(world.events.client == number[turn.place[0]])
        new = np.unique(shown.subject[shown.found & (shown.subject >= 0)], return_index=True)[1]
        when = np.sort(shown.at[shown.found & (shown.subject >= 0)][new]) // SECOND
        assert turn.new[0] == np.count_nonzero((when >= turn.since) & (when < turn.since + 7 * DAY))


def test_no_rank_is_below_one_among_those_known() -> None:
    for turn in turns(_made(1, TURNED)[1]):
        assert 1 / turn.chance.min() == pytest.approx(round(1 / turn.chance.min()))


def test_a_log_of_less_than_four_weeks_has_no_rehearsal() -> None:
    assert list(turns(_made(1, days=27)[1])) == []
    assert len(list(turns(_made(1, days=28)[1]))) == 2


def test_few_clients_are_not_judged() -> None:
    window = _made(1)[1]
    few = window.clients.slice(0, 150)
    rollup = window.rollup.filter(np.isin(window.rollup["client"].to_numpy(), few["client"].to_numpy()))
    assert list(turns(dataclasses.replace(window, clients=few, rollup=rollup))) == []


def test_days_are_joined_row_by_row() -> None:
    parts = [
        Turn(3, since, np.array(places), np.array(chances), log_e, np.array([5, 6]), np.array([4, 2]))
        for since, places, chances, log_e in ((200, [7, 9], [0.1, 0.2], 4.0), (100, [8, 9], [0.3, 0.4], 3.0))
    ]
    whole = joined(parts)
    assert (whole.group, whole.since, whole.log_e) == (3, 100, 4.0)
    assert whole.place.tolist() == [7, 9, 8, 9]
    assert whole.chance.tolist() == [0.1, 0.2, 0.3, 0.4]
    assert (whole.new.tolist(), whole.cold.tolist()) == ([5, 6, 5, 6], [4, 2, 4, 2])


def test_rows_are_counted_in_the_days_and_before_them() -> None:
    draw = np.random.default_rng(3)
    client = np.sort(draw.integers(0, 6, 200))
    start = np.r_[np.flatnonzero(np.r_[True, np.diff(client) > 0]), 200]
    counts = {name: draw.integers(0, 9, 200) for name in ("page_records", "page_new", "page_cold")}
    time = draw.integers(0, 20, 200) * DAY
    days = turned._days(Units(client, start, time, counts), 3 * DAY, 8 * DAY, 11 * DAY)
    assert days.past is not None
    for told, since, until in ((days, 8, 11), (days.past, 3, 8)):
        inside = (time >= since * DAY) & (time < until * DAY)
        assert told.hours.tolist() == np.bincount(client[inside], minlength=6).tolist()
        for name, found in (("page_records", told.views), ("page_new", told.new), ("page_cold", told.cold)):
            assert found.tolist() == np.bincount(client[inside], counts[name][inside], 6).tolist()
    assert days.past.past is None
