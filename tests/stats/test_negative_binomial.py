import numpy as np
import pytest
from scipy.stats import nbinom, poisson

from headcount.stats.negative_binomial import log_pmf


@pytest.mark.parametrize(("mean", "size"), [(0.5, 0.4), (6.0, 3.0), (40.0, 30.0)])
def test_is_a_density_with_the_stated_mean_and_variance(mean: float, size: float) -> None:
    counts = np.arange(4000)
    mass = np.exp(log_pmf(counts, mean, size))
    assert mass.sum() == pytest.approx(1, abs=1e-9)
    assert mass @ counts == pytest.approx(mean, rel=1e-6)
    assert mass @ (counts - mean) ** 2 == pytest.approx(mean + mean**2 / size, rel=1e-5)


def test_agrees_with_scipy_in_its_other_parameters() -> None:
    counts = np.array([0, 1, 7, 500])
    assert log_pmf(counts, 9.0, 2.0) == pytest.approx(nbinom.logpmf(counts, 2, 2 / 11))


def test_a_large_size_is_poisson() -> None:
    assert log_pmf(12, 10.0, 1e9) == pytest.approx(poisson.logpmf(12, 10), abs=1e-5)


def test_arguments_broadcast() -> None:
    assert log_pmf(np.arange(3)[:, None], np.ones(4), 1.0).shape == (3, 4)
