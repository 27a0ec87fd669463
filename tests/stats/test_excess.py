import numpy as np
import pytest

from headcount.stats.excess import honest_share, log_excess, standing_out

PARTS = np.array([0.03, 0.1, 0.3, 0.8])
"""Parts that may be odd for a reason."""


def test_one_member_who_is_not_odd_is_evidence_against_each_part() -> None:
    assert log_excess(np.array([1.0])) == pytest.approx(np.log(np.mean(1 - PARTS)))


def test_one_odd_member_is_evidence_at_the_levels_that_it_reaches() -> None:
    reached = [np.mean((level + (1 - level) * PARTS) / level) for level in (0.05, 0.02, 0.01)]
    assert log_excess(np.array([0.01])) == pytest.approx(np.log(np.mean([*reached, *[np.mean(1 - PARTS)] * 2])))


def test_nobody_is_no_evidence() -> None:
    assert log_excess(np.zeros(0)) == -np.inf
    assert honest_share(np.zeros(0)) == 1.0
    assert len(standing_out(np.zeros(0), 0.1)) == 0


def test_even_chances_are_no_evidence_and_a_tenth_more_that_are_odd_much() -> None:
    chance = np.arange(1, 2_001) / 2_001
    assert log_excess(chance) < 0
    assert log_excess(np.r_[chance, np.full(200, 1 / 2_001)]) > 50


def test_a_shift_that_wanders_is_hardly_any_evidence() -> None:
    """Half as many again at each level, as on another weekday."""
    assert log_excess(np.arange(1, 2_001) / 3_001) < 2.5


def test_the_share_of_honest_ones_is_told_by_those_above_the_level() -> None:
    assert honest_share(np.r_[np.full(40, 0.01), np.full(60, 0.5)]) == pytest.approx(61 / 95)
    assert honest_share(np.full(10, 0.5)) == 1.0


def test_the_example_of_benjamini_and_hochberg() -> None:
    """Their table of 15 p-values (1995): four are rejected at 0.05."""
    chance = np.array(
        [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    )[::-1]
    assert standing_out(chance, 0.05).tolist() == [11, 12, 13, 14]
    assert standing_out(chance, 0.05, few=0.31).tolist() == [10, 11, 12, 13, 14]
    assert standing_out(chance, 0.05, honest=0.4).tolist() == list(range(6, 15))
    assert standing_out(chance[:5], 0.05).tolist() == []
