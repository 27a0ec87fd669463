import numpy as np
import pytest

from headcount.stats.shiryaev_roberts import Factor, Part, e_detector

RNG = np.random.default_rng(11)


def _factor(occasions: int, cells: int, bets: int) -> Factor:
    null, alternative = RNG.dirichlet(np.ones(6), cells).T, RNG.dirichlet(np.ones(6), bets).T
    return Factor(null, alternative, RNG.integers(0, 6, occasions))


def _slowly(part: Part, rows: list[list[int]], jump: float) -> tuple[float, float]:
    """One unit, one part of one factor, straight from the definition: every start and every bet by itself."""
    factor = part.factors[0]
    bets = factor.alternative.shape[1]
    state, ratios = part.weights.copy(), []
    for [row] in rows:
        joint = state * factor.null[row]
        ratios.append(factor.alternative[row] / joint.sum())
        state = (1 - jump) * joint / joint.sum() + jump * part.weights
    values = []
    for end in range(len(ratios)):
        total = 0.0
        for begin in range(end + 1):
            for bet in range(bets):
                product = ratios[begin][bet]
                for later in range(begin + 1, end + 1):
                    product *= part.persist * ratios[later][bet] + 1 - part.persist
                total += product / bets
        values.append(total)
    return max(values), values[-1]


@pytest.mark.parametrize("persist", [1.0, 0.25, 0.0])
def test_equals_the_sum_over_all_starts(persist: float) -> None:
    start = np.array([0, 3, 4, 9])
    part = Part((_factor(9, 4, 3),), RNG.dirichlet(np.ones(4)), persist)
    evidence = e_detector(start, [part], 0.05)
    for unit in range(3):
        rows = [[int(row)] for row in part.factors[0].row[start[unit] : start[unit + 1]]]
        peak, final = _slowly(part, rows, 0.05)
        assert evidence.peak[unit] == pytest.approx(peak)
        assert evidence.final[unit] == pytest.approx(final)


def test_factors_of_a_part_are_one_joint_table() -> None:
    start = np.array([0, 5, 8])
    left, right = _factor(8, 3, 2), _factor(8, 2, 3)
    weights = RNG.dirichlet(np.ones(6)).reshape(3, 2)
    pair = np.arange(8)
    joint = Factor(
        (left.null[left.row][:, :, None] * right.null[right.row][:, None, :]).reshape(8, 6),
        (left.alternative[left.row][:, :, None] * right.alternative[right.row][:, None, :]).reshape(8, 6),
        pair,
    )
    apart = e_detector(start, [Part((left, right), weights, 1.0)], 0.01)
    together = e_detector(start, [Part((joint,), weights.ravel(), 1.0)], 0.01)
    assert apart.peak == pytest.approx(together.peak)
    assert apart.final == pytest.approx(together.final)


def test_independent_parts_multiply_on_the_first_occasion() -> None:
    one, two = (Part((_factor(1, 3, 2),), RNG.dirichlet(np.ones(3)), 1.0) for _ in range(2))
    start = np.array([0, 1])
    both = e_detector(start, [one, two], 0.1).final[0]
    assert both == pytest.approx(e_detector(start, [one], 0.1).final[0] * e_detector(start, [two], 0.1).final[0])


def test_a_restart_drops_what_was_earned() -> None:
    part = Part((_factor(6, 1, 2),), np.ones(1), 1.0)
    fresh = e_detector(np.array([0, 6]), [part], 0.0, np.array([False, False, False, True, False, False]))
    rest = Part((Factor(part.factors[0].null, part.factors[0].alternative, part.factors[0].row[3:]),), np.ones(1), 1.0)
    assert fresh.final[0] == pytest.approx(e_detector(np.array([0, 3]), [rest], 0.0).final[0])


def test_many_units_do_not_mix() -> None:
    length = RNG.integers(1, 5, 9000)
    start = np.r_[0, np.cumsum(length)]
    part = Part((_factor(int(start[-1]), 2, 2),), np.array([0.4, 0.6]), 1.0)
    evidence = e_detector(start, [part], 0.02)
    for unit in (0, 4095, 4096, 8999):
        rows = [[int(row)] for row in part.factors[0].row[start[unit] : start[unit + 1]]]
        assert evidence.final[unit] == pytest.approx(_slowly(part, rows, 0.02)[1])


def test_the_false_alarm_bound_holds_on_the_null() -> None:
    """20,000 units of 10 occasions drawn from the null itself, archetype jumps included: P(peak >= c) <= 10 / c."""
    units, occasions, jump = 20_000, 10, 0.05
    rng = np.random.default_rng(7)
    null, bets, weights = rng.dirichlet(np.ones(8), 3), rng.dirichlet(np.ones(8) * 0.5, 4), np.array([0.7, 0.2, 0.1])
    cell = rng.choice(3, units, p=weights)
    rows = np.empty((units, occasions), np.int64)
    for occasion in range(occasions):
        rows[:, occasion] = (np.cumsum(null, axis=1)[cell] < rng.random(units)[:, None]).sum(axis=1).clip(max=7)
        cell = np.where(rng.random(units) < jump, rng.choice(3, units, p=weights), cell)
    for persist in (1.0, 0.0):
        part = Part((Factor(null.T, bets.T, rows.ravel()),), weights, persist)
        evidence = e_detector(np.arange(units + 1) * occasions, [part], jump)
        for bar in (20, 50, 200, 1000):
            bound = units * occasions / bar
            assert (evidence.peak >= bar).sum() <= bound + 3 * np.sqrt(bound)
        assert evidence.final.mean() == pytest.approx(occasions, rel=0.15)


def test_what_is_not_judged_only_tells_the_habit() -> None:
    factor = _factor(6, 4, 2)
    part = Part((factor,), RNG.dirichlet(np.ones(4)), 1.0)
    judged = np.array([False, False, True, True, True, True])
    evidence = e_detector(np.array([0, 6]), [part], 0.0, judged=judged, level=0.0)
    state = part.weights.copy()
    for row in factor.row[:2]:
        state = state * factor.null[row] / (state @ factor.null[row])
    later = Part((Factor(factor.null, factor.alternative, factor.row[2:]),), state, 1.0)
    assert evidence.final == pytest.approx(e_detector(np.array([0, 4]), [later], 0.0).final)
    assert evidence.crossed.tolist() == [2]


def test_the_first_occasion_over_the_level_is_told() -> None:
    part = Part((Factor(np.ones((1, 1)), np.full((1, 1), 3.0), np.zeros(5, np.intp)),), np.ones(1), 1.0)
    assert e_detector(np.array([0, 5]), [part], 0.0, level=12.0).crossed.tolist() == [1]  # 3, 12, 39 ...
    assert e_detector(np.array([0, 5]), [part], 0.0, level=1e6).crossed.tolist() == [-1]
