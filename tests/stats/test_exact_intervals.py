from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betaincinv, gammaincinv

from headcount.stats.exact_intervals import count_interval, share_interval


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 400).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials))), st.floats(0.5, 0.999))
def test_a_share_has_the_limits_of_the_beta_distribution(seen: tuple[int, int], level: float) -> None:
    hits, trials = seen
    tail = (1 - level) / 2
    low = betaincinv(hits, trials - hits + 1, tail) if hits else 0.0
    high = betaincinv(hits + 1, trials - hits, 1 - tail) if hits < trials else 1.0
    assert share_interval(hits, trials, level) == pytest.approx((low, high), rel=1e-7, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 3_000), st.floats(0.5, 0.999))
def test_a_count_has_the_limits_of_the_gamma_distribution(count: int, level: float) -> None:
    tail = (1 - level) / 2
    low = gammaincinv(count, tail) if count else 0.0
    assert count_interval(count, level) == pytest.approx((low, gammaincinv(count + 1, 1 - tail)), rel=1e-7, abs=1e-12)


def test_published_values() -> None:
    assert share_interval(0, 10) == pytest.approx((0.0, 0.30850), abs=1e-5)
    assert share_interval(10, 10) == pytest.approx((0.69150, 1.0), abs=1e-5)
    assert share_interval(5, 10) == pytest.approx((0.18709, 0.81291), abs=1e-5)
    assert count_interval(0) == pytest.approx((0.0, 3.6889), abs=1e-4)
    assert count_interval(10) == pytest.approx((4.7954, 18.3904), abs=1e-4)
