from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import betabinom

from headcount.detectors.habits import busiest, factors_of, likeliest, new_and_cold, share, swept, weights_of
from headcount.detectors.units import Units


def _units(*rows: tuple[int, int, int, int]) -> Units:
    """Rows of (client, records, new, cold)."""
    client, shown, new, cold = np.array(rows, np.int64).T
    start = np.r_[np.flatnonzero(np.r_[True, np.diff(client) > 0]), len(client)]
    counts = {"page_records": shown, "page_new": new, "page_cold": cold}
    return Units(client, start, np.arange(len(client)), counts)


def test_a_share_is_tabulated_on_its_distinct_values() -> None:
    seen = share(np.array([1, 0, 1]), np.array([2, 2, 2]), (0.2, 0.6), (0.9,), (0.1, 0.02))
    assert seen.row.tolist() == [1, 0, 1]
    for habit, wobble, column in ((0.2, 0.1, seen.null[:, 0]), (0.6, 0.1, seen.null[:, 1]), (0.9, 0.02, seen.bets[:, 0])):
        size = 1 / wobble - 1
        assert np.exp(column) == pytest.approx([betabinom.pmf(x, 2, habit * size, (1 - habit) * size) for x in (0, 1)])


def test_many_draws_are_scaled_down() -> None:
    seen = share(np.array([300, 30_000]), np.array([400, 40_000]), (0.5,), (0.5,), (0.1, 0.1))
    assert seen.row.tolist() == [0, 0]


def test_factors_are_relative_to_the_best_habit() -> None:
    seen = share(np.array([2]), np.array([2]), (0.2, 0.6), (0.9,), (0.1, 0.1))
    [factor] = factors_of([seen])
    assert factor.null.max(axis=1).tolist() == [1.0]
    assert factor.alternative[0, 0] == pytest.approx(np.exp(seen.bets[0, 0] - seen.null[0, 1]))


def test_whoever_has_a_habit_of_its_own_is_granted_every_bet() -> None:
    units = _units((0, 10, 10, 9), (1, 8, 2, 1))
    for seen in new_and_cold(units, 0.9, (0.04, 0.07), extreme=True):
        assert all(np.isclose(seen.null, bet[:, None]).all(axis=0).any() for bet in seen.bets.T)
    new, cold = new_and_cold(units, 0.9, (0.04, 0.07), extreme=False)
    assert (new.null.shape[1], new.bets.shape[1], cold.null.shape[1], cold.bets.shape[1]) == (6, 3, 8, 4)


def test_a_sweeps_shares_may_differ_as_those_of_people_do() -> None:
    units = _units((0, 10, 10, 9))
    steady, _ = new_and_cold(units, 0.9, (0.12, 0.12), extreme=False)
    loose, _ = new_and_cold(units, 0.9, (0.12, 0.12), extreme=False, steady=None)
    assert steady.bets[0, 0] != loose.bets[0, 0]
    assert steady.null.tolist() == loose.null.tolist()


def test_new_and_cold_is_what_a_sweep_meets() -> None:
    assert np.argwhere(swept(0.97)).tolist() == [[4, 6], [4, 7], [5, 6], [5, 7]]
    assert swept(0.5).sum() == 2 * 5


def test_weights_follow_what_the_peers_do() -> None:
    rows = [(client, 20, 19, 2) for client in range(90)] + [(client, 20, 3, 3) for client in range(90, 100)]
    units = _units(*rows)
    weights = weights_of(new_and_cold(units, 0.9, (0.02, 0.02), extreme=False), units.start, np.ones(100))
    assert weights.shape == (6, 8)
    assert weights.sum() == pytest.approx(1)
    assert weights[4:, :2].sum() == pytest.approx(0.9, abs=0.02)
    assert weights[0].sum() == pytest.approx(0.1, abs=0.02)


def test_dispersion_is_learned_from_the_busiest_fifth() -> None:
    units = _units(*[(client, 1 + client, 1, 1) for client in range(10)])
    busy, weight = busiest(units, np.arange(10.0))
    assert busy.client.tolist() == [8, 9]
    assert weight.tolist() == [8.0, 9.0]


@pytest.mark.parametrize("wobble", [0.01, 0.12])
def test_the_likeliest_dispersion_is_found(wobble: float) -> None:
    rng = np.random.default_rng(3)
    size = 1 / wobble - 1
    client, draws = np.repeat(np.arange(60), 20), np.full(1_200, 30)
    hits = rng.binomial(draws, rng.beta(0.5 * size, 0.5 * size, len(draws)))
    units = _units(*zip(client.tolist(), draws.tolist(), hits.tolist(), hits.tolist(), strict=True))
    chosen = likeliest(
        (0.01, 0.04, 0.12),
        lambda tried: share(units.counts["page_new"], units.counts["page_records"], (0.35, 0.5, 0.65), (0.9,), (tried, 0.02)),
        units.start,
        np.ones(60),
    )
    assert chosen == wobble
