import os
import subprocess
import sys

import numpy as np
import pytest

from headcount.stats.mixture import cap, fit_weights, log_likelihoods


def test_finds_the_shares_of_two_kinds() -> None:
    certain = np.where(np.eye(2, dtype=bool), 0.0, -50.0)
    weights = fit_weights(certain[[0] * 30 + [1] * 10], np.ones(40))
    assert weights == pytest.approx([(30 + 0.5) / 41, (10 + 0.5) / 41])


def test_no_archetype_is_ruled_out_beyond_the_floor() -> None:
    weights = fit_weights(np.tile([0.0, -80.0, -80.0, -80.0], (99, 1)), np.ones(99))
    assert weights[1:] == pytest.approx([1 / 400] * 3)


def test_a_lower_floor_rules_more_out() -> None:
    weights = fit_weights(np.tile([0.0, -80.0, -80.0, -80.0], (99, 1)), np.ones(99), floor=0.01)
    assert weights[1:] == pytest.approx([0.01 / 4 / 99.01] * 3)


def test_a_row_that_stands_for_many_counts_as_many() -> None:
    likelihood = np.array([[-1.0, -2.0, -4.0], [-3.0, -1.0, -1.5]])
    repeated = fit_weights(np.repeat(likelihood, [3, 5], axis=0), np.ones(8))
    assert fit_weights(likelihood, np.array([3.0, 5.0])) == pytest.approx(repeated)


def test_data_that_cannot_tell_leave_the_weights_even() -> None:
    assert fit_weights(np.zeros((50, 4)), np.ones(50)) == pytest.approx([0.25] * 4)
    assert fit_weights(np.zeros((0, 4)), np.zeros(0)) == pytest.approx([0.25] * 4)


def test_the_likelihood_never_falls() -> None:
    rng = np.random.default_rng(1)
    likelihood = rng.normal(size=(60, 5))
    scores = [np.log(np.exp(likelihood) @ fit_weights(likelihood, np.full(60, 1e6), steps)).sum() for steps in (1, 5, 25)]
    assert scores == sorted(scores)


def test_cap_moves_weight_out_of_the_region() -> None:
    weights, region = np.array([0.5, 0.3, 0.2]), np.array([False, False, True])
    assert cap(weights, region, 0.1) == pytest.approx([0.5625, 0.3375, 0.1])
    assert cap(weights, region, 0.2) is weights
    assert cap(weights, np.ones(3, bool), 0.1) is weights


def test_a_units_log_likelihood_is_the_sum_of_its_observations() -> None:
    table = np.arange(12.0).reshape(4, 3)
    found = log_likelihoods(table, np.array([0, 3, 3, 1]), np.array([0, 1, 1, 4]))
    assert found.tolist() == [[0, 1, 2], [0, 0, 0], [9 + 9 + 3, 10 + 10 + 4, 11 + 11 + 5]]


def test_units_that_stand_for_nobody_change_nothing() -> None:
    own = np.log(np.array([[0.9, 0.1, 1e-30], [0.8, 0.2, 1e-30], [1e-300, 1e-300, 1.0]]))
    assert fit_weights(own, np.array([1.0, 2.0, 0.0])) == pytest.approx(fit_weights(own[:2], np.array([1.0, 2.0])))


def test_units_that_look_the_same_are_counted_together() -> None:
    rng = np.random.default_rng(9)
    rows = rng.normal(size=(5, 12)) * 4
    of = rng.integers(0, 5, 400)
    units = rng.integers(1, 4, 400).astype(np.float64)
    assert fit_weights(rows[of], units) == pytest.approx(fit_weights(rows, np.bincount(of, units).astype(np.float64)), abs=1e-6)


@pytest.mark.parametrize("threads", ["1", "4"])
def test_weights_are_the_same_to_the_last_digit_on_however_many_cores(threads: str) -> None:
    script = (
        "import numpy as np; from headcount.stats.mixture import fit_weights;"
        "draw = np.random.default_rng(1); print(fit_weights(draw.normal(0, 9, (3000, 240)), np.ones(3000)).tobytes().hex())"
    )
    told = subprocess.run(  # our own words
        [sys.executable, "-c", script],
        env=os.environ | {"OPENBLAS_NUM_THREADS": threads},
        capture_output=True,
        check=True,
        text=True,
    )
    draw = np.random.default_rng(1)
    assert told.stdout.strip() == fit_weights(draw.normal(0, 9, (3000, 240)), np.ones(3000)).tobytes().hex()
