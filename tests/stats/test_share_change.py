import numpy as np
import pytest

from headcount.stats.share_change import Shares, share_odds


def _units(seed: int, units: int, occasions: int, share: float, wobble: float = 0.02) -> Shares:
    rng = np.random.default_rng(seed)
    draws = rng.poisson(30, units * occasions) + 1
    total = 1 / wobble - 1
    hits = rng.binomial(draws, rng.beta(share * total, (1 - share) * total, len(draws)))
    return Shares(np.arange(units + 1) * occasions, hits, draws)


def _everybody(data: Shares) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.ones(len(data.start) - 1, np.bool_)


@pytest.mark.parametrize(("share", "wobble"), [(0.03, 0.02), (0.3, 0.1)])
def test_under_the_null_few_reach_what_theory_allows(share: float, wobble: float) -> None:
    data = _units(1, 2000, 30, share, wobble)
    peak = np.maximum.reduceat(share_odds(data, _everybody(data)), data.start[:-1])
    for level in (100, 1000, 10_000):
        assert (peak >= level).mean() <= 30 / level


def test_a_rise_is_evidence_and_a_fall_is_none() -> None:
    data = _units(2, 300, 40, 0.1)
    hits = data.hits.copy()
    hits[20:40] += 10
    hits[60:80] = 0
    odds = share_odds(Shares(data.start, hits, data.draws + np.where(np.arange(len(hits)) // 20 == 1, 10, 0)), _everybody(data))
    assert odds[39] > 1e5
    assert odds[40:80].max() < 1e3


def test_what_one_unit_does_changes_little_for_the_others() -> None:
    data = _units(3, 200, 30, 0.05)
    hits = data.hits.copy()
    hits[-30:] = data.draws[-30:]
    ours, theirs = share_odds(data, _everybody(data)), share_odds(Shares(data.start, hits, data.draws), _everybody(data))
    assert np.max(np.abs(np.log(ours[:-30] / theirs[:-30]))) < 1


def test_peers_are_learned_from_and_others_are_not() -> None:
    data = _units(4, 100, 20, 0.05)
    odd = np.where(np.arange(100) < 50, 1, 0)
    hits = np.where(np.repeat(odd, 20) == 1, data.draws // 2, data.hits)
    data = Shares(data.start, hits, data.draws)
    apart, together = (share_odds(data, learned)[:1000].reshape(50, 20).max(axis=1) for learned in (odd == 0, odd >= 0))
    assert apart.min() > 30 * together.max()


def test_units_of_any_length_and_many_draws() -> None:
    data = Shares(np.array([0, 1, 4]), np.array([900, 0, 1, 100_000]), np.array([1000, 1, 1, 200_000]))
    odds = share_odds(data, np.array([True, True]))
    assert np.isfinite(odds).all()
    assert (odds >= 0).all()


def test_where_habits_change_often_a_change_is_little_evidence() -> None:
    calm = _units(5, 200, 40, 0.05)
    rng = np.random.default_rng(6)
    share = np.where(rng.random((200, 5)) < 0.3, 0.4, 0.05).repeat(8, axis=1).ravel()
    restless = Shares(calm.start, rng.binomial(calm.draws, share), calm.draws)
    hits = calm.hits.copy()
    hits[20:40] = calm.draws[20:40] // 2
    assert share_odds(Shares(calm.start, hits, calm.draws), _everybody(calm))[39] > 1e5
    assert share_odds(restless, _everybody(restless)).max() < 40 * 200 * 4


def test_only_who_is_judged_is_followed_and_as_if_all_were() -> None:
    data = _units(7, 60, 20, 0.1)
    everybody = _everybody(data)
    judged = np.arange(60) % 7 == 0
    some = share_odds(data, everybody, judged=judged)
    rows = np.repeat(judged, 20)
    assert np.allclose(some[rows], share_odds(data, everybody)[rows], rtol=1e-9)
    assert not some[~rows].any()


def test_a_unit_that_stands_for_three_teaches_as_three() -> None:
    data = _units(8, 40, 10, 0.2)
    more = [np.r_[data.hits, np.tile(data.hits[:10], 2)], np.r_[data.draws, np.tile(data.draws[:10], 2)]]
    copied = Shares(np.arange(43) * 10, *more)
    weight = np.r_[3.0, np.ones(39)]
    left = share_odds(data, _everybody(data), weight)
    assert np.allclose(left, share_odds(copied, _everybody(copied))[:400], rtol=1e-6)


def test_small_shares_are_not_bet_on_and_the_floor_bounds_the_evidence() -> None:
    data = _units(9, 200, 10, 0.02)
    hits = data.hits.copy()
    hits[:10] = data.draws[:10] // 8
    hits[10:20] = data.draws[10:20]
    risen = Shares(data.start, hits, data.draws)
    peers = np.arange(200) >= 2
    every, large = (share_odds(risen, peers, least=least) for least in (0.0, 0.35))
    assert every[:10].max() > 100
    assert large[:10].max() < 1
    floored, bold = (share_odds(risen, peers, floor=floor)[10:20].max() for floor in (1.0, 1e-4))
    assert 100 < floored < 1e3
    assert bold > 1e3 * floored
