from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from headcount.detectors.colleagues import Colleagues, colleagues_of
from headcount.detectors.rises import bar_for_one, months_of, odds_of, peak_of, rises
from tests.detectors.staff import Staff

GROUP = Colleagues("clerk", np.arange(3), np.array([0, 2, 4, 6]), np.arange(6), np.full(6, 10), np.full(6, 1))
"""Three accounts with two days each."""


def test_the_highest_value_counts_for_those_above_the_bar_for_one_and_the_last_for_the_others() -> None:
    """Six days in two months: 12 for one. Together: the k-th largest of the last values needs 60 / k, and none has it."""
    odds = np.array([12.0, 1.0, 11.0, 3.0, 2.0, 0.0])
    risen = rises(odds, GROUP, 2.0)
    assert (risen.found.tolist(), risen.strength.tolist(), risen.needed) == ([True, False, False], [12.0, 3.0, 0.0], 12.0)
    assert peak_of(odds, GROUP).tolist() == [12.0, 11.0, 2.0]
    assert bar_for_one(6, 2.0) == 12.0


def test_those_found_together_need_less() -> None:
    """Six days in a tenth of a month: 240 for one. The second largest of the last values has 60 / 2, so two are found."""
    risen = rises(np.array([1.0, 31.0, 1.0, 30.0, 100.0, 19.0]), GROUP, 0.1)
    assert (risen.found.tolist(), risen.strength.tolist(), risen.needed) == ([True, True, False], [31.0, 30.0, 19.0], 30.0)


def test_half_of_the_budget_needs_twice_as_much() -> None:
    """480 for one; the second largest has 60 / 2 / 0.5, so three of 40 and more are found together."""
    risen = rises(np.array([1.0, 61.0, 1.0, 60.0, 100.0, 41.0]), GROUP, 0.1, 0.5)
    assert risen.found.tolist() == [True, True, True]
    assert risen.needed == pytest.approx(40.0)
    assert rises(np.array([1.0, 61.0, 1.0, 60.0, 100.0, 39.0]), GROUP, 0.1, 0.5).found.tolist() == [True, True, False]
    assert bar_for_one(6, 2.0, 0.5) == 24.0


def test_months_have_thirty_days_and_no_log_is_shorter_than_a_day() -> None:
    window = Staff(12, 15, 1).window()
    first = window.first
    lengths = [months_of(replace(window, last=first + dt.timedelta(hours=hours))) for hours in (15 * 24, 60 * 24, 3)]
    assert lengths == [0.5, 2.0, pytest.approx(1 / 30)]


def test_the_statistic_rises_with_the_share_of_odd_records() -> None:
    staff = Staff(60, 30, 2)
    staff.sweep("insider", 8, 15)
    window = staff.window()
    [group] = colleagues_of(window)
    risen = rises(odds_of(group), group, months_of(window))
    assert window.clients["client"].to_numpy()[group.place[risen.found]].tolist() == [staff.planted["insider"]]
    assert risen.strength[risen.found][0] >= risen.needed
