import numpy as np
import pytest

from headcount.stats import returns
from headcount.stats.returns import learn_hazards, return_odds


def _counts(seed: int, units: int, pairs: int, back: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    days = rng.geometric(1 - rng.beta(20 * back, 20 * (1 - back), units).repeat(pairs))
    key, records = np.unique(np.repeat(np.arange(units), pairs) * 1000 + days, return_counts=True)
    return key // 1000, key % 1000, records


def test_hazards_are_the_shares_that_come_back() -> None:
    hazards = learn_hazards(np.array([1, 2, 3]), np.array([900, 90, 10]))
    assert hazards.usual[0] == pytest.approx(0.9, abs=0.01)
    assert hazards.usual[1] == pytest.approx(0.09, abs=0.01)
    assert hazards.kept.tolist() == pytest.approx([0.3, 0.21, 0.147])


def test_where_few_were_seen_the_largest_known_hazard_holds() -> None:
    hazards = learn_hazards(np.array([1, 2, 3, 6]), np.array([900, 90, 6, 1]))
    went_on = 1 - hazards.usual / (1 - np.r_[0, np.cumsum(hazards.usual)[:-1]])
    assert went_on[2:] == pytest.approx([max(went_on[:2])] * 4)


@pytest.mark.parametrize("back", [0.03, 0.1, 0.25])
def test_under_the_null_the_mean_is_about_one(back: float) -> None:
    unit, days, records = _counts(1, 3000, 40, back)
    odds = return_odds(unit, days, records, 3000)
    assert odds.mean() <= 1.5
    assert (odds >= 3000).sum() <= 1


def test_a_few_looked_after_are_evidence() -> None:
    unit, days, records = _counts(2, 200, 40, 0.06)
    unit, days, records = np.r_[unit, 7], np.r_[days, 7], np.r_[records, 3]
    odds = return_odds(unit, days, records, 200)
    assert np.argmax(odds) == 7
    assert odds[7] > 1e4


def test_units_without_counts_have_none() -> None:
    odds = return_odds(np.array([1]), np.array([1]), np.array([3]), 3)
    assert odds[[0, 2]].tolist() == pytest.approx([1.0, 1.0])


def test_what_a_unit_did_itself_explains_nothing() -> None:
    """Three records on five days each are a surprise beside others who hardly come back, however few these are."""
    unit = np.repeat(np.arange(12), 2)
    days, records = np.tile([1, 2], 12), np.tile([30, 2], 12)
    alone = return_odds(np.r_[unit, 12, 12], np.r_[days, 1, 5], np.r_[records, 12, 3], 13)
    shared = return_odds(np.r_[unit, 12, 12, unit[::2]], np.r_[days, 1, 5, [5] * 12], np.r_[records, 12, 3, [1] * 12], 13)
    assert alone[12] > 1e3
    assert alone[:12].max() < 1
    assert shared[12] < alone[12] / 5


def test_habits_that_nobody_has_are_left_out() -> None:
    """Who has few other records might be one who comes back to a third of all; where nobody may, it is found."""
    unit, days, records = _counts(3, 100, 6, 0.08)
    odd = np.r_[unit, 100, 100], np.r_[days, 1, 5], np.r_[records, 3, 2]
    narrow, wide = return_odds(*odd, 101, widest=2.0), return_odds(*odd, 101)
    assert narrow[100] > 5 * wide[100] > 5
    assert narrow[:100].max() < 5


def test_many_units_are_judged_as_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    unit, days, records = _counts(4, 50, 40, 0.1)
    at_once = return_odds(unit, days, records, 50)
    monkeypatch.setattr(returns, "_AT_ONCE", 7)
    assert return_odds(unit, days, records, 50) == pytest.approx(at_once)
