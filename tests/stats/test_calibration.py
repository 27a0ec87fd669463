import numpy as np
import pytest

from headcount.stats.calibration import calibrated_bar, drifted

PARETO = np.random.default_rng(1)


def _peaks(number: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """P(peak >= c) = 1 / c: as far as theory lets a statistic go."""
    return 1 / PARETO.random(number)


def test_the_bar_is_the_furthest_that_any_of_the_highest_foretells() -> None:
    peaks = np.array([10.0, 500.0, 200.0, 120.0])
    assert calibrated_bar(peaks, 1.0) == 3 * 500.0
    assert calibrated_bar(peaks, 0.1) == 3 * 5_000.0
    assert calibrated_bar(np.array([500.0, 400.0, 120.0]), 1.0) == 3 * 800.0


def test_there_is_no_lower_bar_than_a_thousand() -> None:
    assert calibrated_bar(np.array([3.0, 2.0]), 0.5) == 1_000.0
    assert calibrated_bar(np.zeros(0), 1.0) == 1_000.0


def test_one_that_is_far_beyond_sets_the_bar() -> None:
    assert calibrated_bar(np.array([1e6, 30.0, 20.0, 10.0]), 0.5) == 6e6


def test_so_many_as_are_allowed_pass_or_fewer() -> None:
    passed = [np.count_nonzero(_peaks(5_000) >= calibrated_bar(_peaks(5_000), 0.5)) for _ in range(400)]
    assert 0.02 < np.mean(passed) <= 0.5 / 3


@pytest.mark.parametrize(("factor", "answer"), [(1.0, False), (1.5, False), (4.0, True)])
def test_drift_is_told_when_more_than_twice_as_many_get_far(factor: float, answer: bool) -> None:
    assert drifted(_peaks(10_000), _peaks(10_000) * factor, 1.0) is answer


def test_a_longer_period_lets_more_get_far() -> None:
    assert not drifted(_peaks(10_000), _peaks(10_000) * 4, 4.0)
    assert not drifted(_peaks(10_000), _peaks(10_000), 0.5)


def test_little_tells_nothing_of_drift() -> None:
    assert not drifted(np.ones(5), np.full(5, 1e9), 1.0)
    assert not drifted(_peaks(100), _peaks(100), 0.0)
    assert not drifted(np.zeros(0), np.zeros(0), 1.0)
