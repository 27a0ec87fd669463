import numpy as np
import pytest

from headcount.detectors.units import Units
from headcount.detectors.volume import tail_of, volume_part
from headcount.stats.shiryaev_roberts import Part, e_detector


def _units(records: np.ndarray[tuple[int, int], np.dtype[np.int64]]) -> Units:
    """Shape (clients, units)."""
    clients, each = records.shape
    flat = records.ravel()
    counts = dict.fromkeys(("records", "new_records", "cold_records", "adjacent_records", "numbered_records"), flat)
    client = np.repeat(np.arange(clients), each)
    return Units(client, np.arange(clients + 1) * each, np.tile(np.arange(each), clients) * 86_400, counts)


def _crowd(seed: int, clients: int = 3000) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    rng = np.random.default_rng(seed)
    return rng.geometric(1 / (2 + rng.pareto(2.5, clients) * 4)[:, None], (clients, 5))


def _evidence(
    crowd: np.ndarray[tuple[int, int], np.dtype[np.int64]], judged: np.ndarray[tuple[int, int], np.dtype[np.int64]]
) -> Part:
    return volume_part("records", _units(crowd), _units(crowd), np.ones(len(crowd)), _units(judged))


def test_weights_and_likelihoods_are_proper() -> None:
    part = _evidence(_crowd(1), np.arange(0, 3000)[:, None])
    assert part.weights.sum() == pytest.approx(1)
    assert (part.weights > 0).all()
    assert (part.factors[0].null > 0).all()
    assert (
        part.factors[0].row.tolist()
        == np.unique(np.r_[_crowd(1).ravel(), np.arange(3000)]).searchsorted(np.arange(3000)).tolist()
    )


def test_honest_units_do_not_cross_the_bound() -> None:
    crowd = _crowd(2)
    judged = _crowd(3)
    peak = e_detector(_units(judged).start, [_evidence(crowd, judged)], 1e-3).peak
    for bar in (30, 100, 1000):
        bound = 5 * len(judged) / bar
        assert (peak >= bar).sum() <= bound + 3 * np.sqrt(bound)


def test_ten_of_one_volume_do_not_vouch_for_each_other() -> None:
    judged = np.full((1, 5), 5000)
    alone = e_detector(_units(judged).start, [_evidence(np.r_[_crowd(4), judged], judged)], 1e-3).peak[0]
    ten = e_detector(_units(judged).start, [_evidence(np.r_[_crowd(4), np.repeat(judged, 10, axis=0)], judged)], 1e-3).peak[0]
    assert alone > 1e3
    assert ten > alone / 30


def test_a_steady_volume_earns_once() -> None:
    crowd = _crowd(5)
    judged = np.full((1, 5), 400)
    evidence = e_detector(_units(judged).start, [_evidence(crowd, judged)], 1e-3)
    once = e_detector(np.array([0, 1]), [_evidence(crowd, judged[:, :1])], 1e-3)
    assert once.final[0] <= evidence.final[0] <= 1.5 * once.final[0]


def test_the_tail_grows_with_the_crowd() -> None:
    assert tail_of(np.array([5, 6, 7])) is None
    small, large = tail_of(_crowd(6, 40).max(axis=1)), tail_of(_crowd(6).max(axis=1))
    assert small is not None
    assert large is not None
    assert small.share == pytest.approx(10 / 40)
    assert large.share == pytest.approx(60 / 3000)
