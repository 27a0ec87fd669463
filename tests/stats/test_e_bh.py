import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headcount.stats.e_bh import e_bh_bar


def test_the_bar_falls_with_the_number_rejected() -> None:
    assert e_bh_bar(np.array([300.0, 120.0, 70.0, 1.0]), 20, 0.1) == pytest.approx(20 / (0.1 * 3))
    assert e_bh_bar(np.array([250.0, 1.0]), 20, 0.1) == pytest.approx(200)


def test_nothing_is_rejected_below_the_first_bar() -> None:
    assert e_bh_bar(np.array([199.0]), 20, 0.1) == float("inf")
    assert e_bh_bar(np.zeros(0), 20, 0.1) == float("inf")


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=30), st.integers(0, 100))
def test_agrees_with_the_definition(values: list[float], others: int) -> None:
    total = len(values) + others
    ordered = sorted(values, reverse=True)
    passing = [k for k in range(1, len(values) + 1) if ordered[k - 1] * k >= total / 0.1]
    expected = total / (0.1 * max(passing)) if passing else float("inf")
    assert e_bh_bar(np.array(values), total, 0.1) == pytest.approx(expected)


def test_false_discoveries_stay_below_the_level() -> None:
    rng = np.random.default_rng(3)
    shares = []
    for _ in range(400):
        false = np.exp(rng.normal(-2.0, 2.0, 80))
        e_values = np.r_[false, np.full(20, 60.0)]
        rejected = e_values >= e_bh_bar(e_values, 100, 0.1)
        shares.append(rejected[:80].sum() / max(rejected.sum(), 1))
    assert np.exp(rng.normal(-2.0, 2.0, 100_000)).mean() <= 1.1
    assert np.mean(shares) <= 0.1
