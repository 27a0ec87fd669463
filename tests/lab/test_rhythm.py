from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from headcount.lab import rhythm
from headcount.lab.world import DAY
from tests.lab.made_site import SETTING


def test_a_sale_lasts_two_days() -> None:
    sale = dataclasses.replace(SETTING, sale_day=4)
    days = np.arange(12)
    assert np.flatnonzero(rhythm.on_sale(sale, days)).tolist() == [4, 5]
    assert rhythm.busier(sale, days).tolist() == [3.0 if day in {4, 5} else 1.0 for day in range(12)]
    assert not rhythm.on_sale(SETTING, days).any()


def test_growth_is_even() -> None:
    growing = dataclasses.replace(SETTING, growth=0.6)
    assert rhythm.grown(growing, np.array([0, 6, 12])).tolist() == pytest.approx([1.0, 1.3, 1.6])


def test_weekends_and_sales_bring_people_but_no_work() -> None:
    sale = dataclasses.replace(SETTING, sale_day=1)
    chance = np.full(50_000, 0.2)
    for private, expected in ((True, [0.2, 0.44, 0.44, 0.2, 0.21, 0.25, 0.25]), (False, [0.2] * 7)):
        _, day = rhythm.active_days(sale, np.random.default_rng(1), chance, private=private)
        assert np.bincount(day)[:7] / 50_000 == pytest.approx(expected, abs=0.01)


def test_nobody_comes_before_signing_up() -> None:
    begins = np.array([-1.0, 3.7, 11.5])
    client, day = rhythm.active_days(SETTING, np.random.default_rng(1), np.full(3, 1.0), begins)
    assert [int(day[client == n].min()) for n in range(3)] == [0, 3, 11]


def test_moments_stay_within_their_day() -> None:
    at = rhythm.moments(SETTING, np.array([0, 2, 2]), np.array([-0.5, 0.5, 3.0]))
    start = int(SETTING.first.timestamp()) * 1_000_000
    assert (at - start).tolist() == [0, 2 * DAY + DAY // 2, 2 * DAY + 86_399_913_600]


def test_work_is_done_by_day() -> None:
    hours = rhythm.hours(np.random.default_rng(1), 40_000, work=True) * 24
    evening = rhythm.hours(np.random.default_rng(1), 40_000) * 24
    assert ((hours > 7.5) & (hours < 19.5)).mean() == pytest.approx(0.95 * 0.954 + 0.05 * 0.309, abs=0.01)
    assert (evening > 18).mean() > 0.45
