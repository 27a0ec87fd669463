import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import gamma

from headcount.stats.tail import THINNEST, Tail, fit_reach, fit_tail


def _pareto(index: float, size: int, seed: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    uniform = np.random.default_rng(seed).random(size)
    return np.ceil(20 * uniform ** (-1 / index)).astype(np.int64)


def test_the_index_of_a_pareto_tail_is_found_from_below() -> None:
    lower = [fit_tail(_pareto(1.5, 20_000, seed), 400).index for seed in range(30)]
    assert np.mean(lower) == pytest.approx(1.5 * (1 - 1.64 / 20), rel=0.05)
    assert sum(index > 1.5 for index in lower) <= 5


def test_a_zipf_crowd_is_not_trimmed() -> None:
    crowd = np.ceil(50_000 * np.arange(1, 5001) ** -0.9).astype(np.int64)
    tail = fit_tail(crowd, 100)
    assert tail.trimmed == 0
    assert tail.index == pytest.approx(1 / 0.9 * (1 - 0.164), rel=0.06)


@pytest.mark.parametrize("planted", [1, 2, 10])
def test_planted_extremes_are_left_out(planted: int) -> None:
    clean = np.ceil(20 * (np.arange(1, 4001) / 4001) ** -0.5).astype(np.int64)
    tail = fit_tail(np.r_[clean, np.full(planted, 400_000)], 100)
    assert tail.trimmed == planted
    assert fit_tail(clean, 100).index >= tail.index >= 0.6 * fit_tail(clean, 100).index


def test_clean_tails_are_seldom_trimmed() -> None:
    trimmed = sum(fit_tail(_pareto(1.2, 3000, seed), 60).trimmed > 0 for seed in range(200))
    assert trimmed <= 20


def test_no_tail_is_believed_to_be_thin() -> None:
    thin = np.random.default_rng(2).poisson(30, 5000) + 1
    assert fit_tail(thin, 100).index == THINNEST
    assert fit_tail(np.ones(50, np.int64), 10).index <= THINNEST


def test_chance_beyond_a_value() -> None:
    tail = Tail(threshold=10.0, share=0.02, index=2.0, trimmed=0)
    assert tail.beyond(np.array([5.0, 10.0, 100.0])) == pytest.approx([0.02, 0.02, 0.0002])


@pytest.mark.parametrize("index", [0.3, 1.0, 3.0])
def test_the_e_value_has_expectation_one(index: float) -> None:
    tail = Tail(threshold=10.0, share=0.02, index=index, trimmed=0)
    density = lambda log_x: float(tail.e_value(np.array(10 * np.exp(log_x)))) * 0.02 * index * np.exp(-index * log_x)  # noqa: E731 - an integrand
    assert quad(density, 1e-12, 120)[0] == pytest.approx(1, abs=1e-3)
    assert tail.e_value(np.array([10.0, 3.0])).tolist() == [0.0, 0.0]


def test_small_samples_are_usable() -> None:
    tail = fit_tail(np.array([1, 2]), 10)
    assert tail.share == 0.5
    assert tail.threshold == 1.0


def test_reach_is_the_average_over_what_the_index_may_be() -> None:
    """Gamma prior and exponential log excesses, integrated numerically."""
    reach = fit_reach(np.array([8] * 30 + [9, 11, 14, 19, 28, 50]), 6)
    beyond = lambda index: float(gamma.pdf(index, reach.values, scale=1 / reach.logs)) * 10.0**-index  # noqa: E731 - an integrand
    averaged = quad(beyond, 0, 60)[0]
    assert float(reach.beyond(np.array(10 * reach.threshold))) == pytest.approx(6 / 36 * averaged, rel=1e-6)
    assert float(reach.beyond(np.array(1.0))) == 6 / 36


def test_reach_of_many_is_their_tail_and_of_few_is_wide() -> None:
    many, few = fit_reach(_pareto(1.5, 20_000, 1), 400), fit_reach(_pareto(1.5, 20, 1), 10)
    assert many.values / many.logs == pytest.approx(1.5, rel=0.1)
    assert (few.values, many.values) == (16, 406)
    far = [float(reach.beyond(np.array(1e4 * reach.threshold))) / reach.share for reach in (few, many)]
    assert far[0] > 15 * far[1]


def test_reach_is_never_thin() -> None:
    reach = fit_reach(np.ones(500, np.int64), 10)
    assert reach.values / reach.logs == pytest.approx(THINNEST)
