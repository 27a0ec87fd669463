import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import betabinom, binom

from headcount.stats.beta_binomial import log_pmf


@given(st.integers(1, 200), st.floats(0.001, 0.999), st.floats(0.005, 0.6))
def test_is_a_density_with_the_stated_mean(draws: int, share: float, wobble: float) -> None:
    hits = np.arange(draws + 1)
    mass = np.exp(log_pmf(hits, draws, share, wobble))
    assert mass.sum() == pytest.approx(1, abs=1e-6)
    assert mass @ hits == pytest.approx(draws * share, rel=1e-5, abs=1e-6)


def test_agrees_with_scipy_in_its_other_parameters() -> None:
    hits, total = np.array([0, 3, 20]), 1 / 0.1 - 1
    assert log_pmf(hits, 20, 0.3, 0.1) == pytest.approx(betabinom.logpmf(hits, 20, 0.3 * total, 0.7 * total))


def test_wobble_is_the_correlation_of_two_draws() -> None:
    both = np.exp(log_pmf(2, 2, 0.3, 0.2))
    assert both == pytest.approx(0.3 * 0.3 + 0.2 * 0.3 * 0.7)


def test_little_wobble_is_binomial() -> None:
    assert log_pmf(4, 9, 0.4, 1e-8) == pytest.approx(binom.logpmf(4, 9, 0.4), abs=1e-5)


def test_nothing_drawn_is_certain() -> None:
    assert log_pmf(0, 0, 0.4, 0.1) == pytest.approx(0, abs=1e-12)
