from __future__ import annotations

import numpy as np
import pytest

from headcount.stats.explained_share import SHARES, evidence, share


def _columns(hits: list[int], rows: list[int], chance: list[float]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return np.array([hits]), np.array(rows), np.array([chance])


def test_the_evidence_is_the_mean_of_the_likelihood_ratios() -> None:
    expected = np.log(np.mean([(1 - s + s / 0.25) ** 3 * (1 - s + s / 0.5) * (1 - s) ** 2 for s in SHARES]))
    assert evidence(*_columns([3, 1], [4, 2], [0.25, 0.5]))[0] == pytest.approx(expected)


def test_a_source_that_has_everything_explains_nothing() -> None:
    assert evidence(*_columns([50], [50], [1.0]))[0] == pytest.approx(0.0)


def test_no_hits_speak_against_a_source() -> None:
    assert evidence(*_columns([0], [20], [0.3]))[0] < -2


def test_the_expectation_under_chance_is_at_most_one() -> None:
    rng = np.random.default_rng(3)
    chance = np.array([0.05, 0.4])
    hits = np.stack([rng.binomial(30, 0.05, 40_000), rng.binomial(10, 0.4, 40_000)], axis=1)
    found = evidence(hits, np.array([30, 10]), np.broadcast_to(chance, hits.shape))
    assert np.exp(found).mean() < 1.1
    assert (found > np.log(100)).mean() < 0.01


def test_drawing_without_replacement_is_covered() -> None:
    rng = np.random.default_rng(4)
    hits = rng.hypergeometric(20, 30, 25, 40_000)[:, None]
    found = evidence(hits, np.array([25]), np.full(hits.shape, 0.4))
    assert np.exp(found).mean() < 1.0


def test_the_share_leaves_out_what_is_there_by_chance() -> None:
    assert share(*_columns([60], [100], [0.2]))[0] == pytest.approx(0.5, abs=1e-3)
    assert share(*_columns([20], [100], [0.2]))[0] < 0.02


def test_no_rows_at_all() -> None:
    assert evidence(*_columns([0], [0], [0.0]))[0] == 0.0
