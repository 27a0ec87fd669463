from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from headcount.stats.level_rise import FEWEST, rise_odds, usual

DAYS = np.arange(20_458, 20_518)
"""Sixty days from Monday on."""
BAR = np.log(60 * 10 * 10)
"""A tenth of a false finding in a scan of one client, and ten times that."""


def _counts(seed: int, mean: float, wobble: float) -> NDArray[np.int64]:
    rng = np.random.default_rng(seed)
    return rng.poisson(mean * np.exp(rng.normal(0, wobble, len(DAYS))))


def _passed(odds: NDArray[np.float64]) -> int:
    """The first day over the bar; the number of days where none is."""
    return int(np.r_[odds >= BAR, True].argmax())


def test_nothing_is_said_of_the_first_two_weeks() -> None:
    odds = rise_odds(DAYS[:20], _counts(1, 500, 0.05)[:20])
    assert np.isneginf(odds[:FEWEST]).all()
    assert np.isfinite(odds[FEWEST:]).all()
    assert len(rise_odds(DAYS[:0], DAYS[:0])) == 0


@pytest.mark.parametrize("wobble", [0.02, 0.1, 0.3])
def test_a_steady_level_is_silent(wobble: float) -> None:
    assert [_passed(rise_odds(DAYS, _counts(seed, 2_000, wobble))) for seed in range(20)] == [60] * 20


def test_a_level_that_grows_by_half_over_two_months_is_silent() -> None:
    count = (_counts(2, 2_000, 0.05) * (1 + np.arange(60) / 120)).astype(np.int64)
    assert _passed(rise_odds(DAYS, count)) == 60


@pytest.mark.parametrize(("times", "days"), [(1.5, 3), (2.0, 2), (10.0, 1)])
def test_more_from_one_day_on_is_evidence(times: float, days: int) -> None:
    for seed in range(10):
        count = _counts(seed, 2_000, 0.05)
        count[40:] = (count[40:] * times).astype(np.int64)
        assert 40 <= _passed(rise_odds(DAYS, count)) < 40 + days


def test_less_is_no_evidence() -> None:
    count = _counts(3, 2_000, 0.05)
    count[40:] //= 4
    assert _passed(rise_odds(DAYS, count)) == 60


@pytest.mark.parametrize("rest", [0, 1, 2])
def test_a_week_has_its_rhythm(rest: int) -> None:
    """Workdays alone (0), or a fifth at weekends (1, 2), and half as much again on Mondays (2)."""
    count = _counts(4, 2_000, 0.05)
    weekday = (DAYS - DAYS[0]) % 7
    count[weekday >= 5] //= 5
    count[weekday == 0] = count[weekday == 0] * (2 + (rest == 2)) // 2
    there = weekday < (5 if rest == 0 else 7)
    assert _passed(rise_odds(DAYS[there], count[there])) == there.sum()
    count[40:] *= 2
    assert there[:40].sum() <= _passed(rise_odds(DAYS[there], count[there])) <= there[:40].sum() + 2


def test_what_was_missed_may_be_caught_up_with() -> None:
    count = _counts(5, 2_000, 0.05)
    count[30] += count[29]
    there = np.arange(60) != 29
    assert _passed(rise_odds(DAYS[there], count[there])) == 59
    assert _passed(rise_odds(DAYS, count)) < 60


@pytest.mark.parametrize("seed", range(5))
def test_a_level_that_wanders_slowly_is_silent(seed: int) -> None:
    rng = np.random.default_rng(seed)
    count = (2_000 * np.exp(np.cumsum(rng.normal(0, 0.05, 60)))).astype(np.int64)
    assert _passed(rise_odds(DAYS, count)) == 60


def test_the_usual_day_is_that_of_the_days_that_were_learned_from() -> None:
    count = np.full(60, 100)
    count[-7:] = 900
    assert usual(DAYS, count) == 100.0
    assert usual(DAYS[:0], count[:0]) == 0.0
