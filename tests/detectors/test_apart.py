import numpy as np
import pytest
from numpy.typing import NDArray

from headcount.detectors.apart import FEWEST_OTHERS, rarity

CROWD = np.array([1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 7, 8, 9, 10, 12, 14, 17, 20, 25, 30])


def _beside(*values: int) -> NDArray[np.int64]:
    return np.concatenate([CROWD, np.array(values, np.int64)])


def test_among_twenty_clients_five_thousand_stand_apart_and_three_times_the_next_does_not() -> None:
    assert rarity(_beside(5000))[-1] > 10 * 21
    assert rarity(_beside(90)).tolist() == [0.0] * 21
    assert 0 < rarity(_beside(160))[-1] < 10 * 21


def test_only_the_odd_one_is_told() -> None:
    told = rarity(_beside(5000))
    assert np.flatnonzero(told).tolist() == [20]


def test_the_bar_of_one_scan_in_ten_is_where_the_page_says() -> None:
    """Ten in a tail of index 1 (mean log excess 1) and ten below: 149 times the tenth largest."""
    logs = np.log(10 / np.arange(1, 11))
    tail = np.ceil(1000 * np.exp(logs / logs.mean())).astype(np.int64)
    crowd = np.r_[np.full(9, 900), 1000, tail]
    bar = [value for value in np.geomspace(1e4, 1e6, 400) if rarity(np.r_[crowd, int(value)])[-1] >= 10 * 20]
    assert bar[0] == pytest.approx(149_000, rel=0.1)


def test_two_alike_do_not_hide_each_other_and_four_do() -> None:
    told = rarity(_beside(200_000, 180_000))
    assert np.flatnonzero(told >= 10 * 22).tolist() == [20, 21]
    assert rarity(_beside(200_000, 180_000, 160_000, 150_000)).max() == 0


def test_beside_too_few_nothing_is_far() -> None:
    few = np.r_[np.ones(FEWEST_OTHERS - 1, np.int64), 1_000_000]
    assert rarity(few).tolist() == [0.0] * FEWEST_OTHERS
    assert rarity(np.r_[few, 1])[-2] > 0


@pytest.mark.parametrize("index", [1.2, 1.5, 2.0])
@pytest.mark.parametrize("clients", [20, 200])
def test_power_law_crowds_name_somebody_in_one_scan_of_ten(index: float, clients: int) -> None:
    """400 crowds of which 40 are expected to name somebody at most; more than 60 happen once in 600 (Poisson)."""
    rng = np.random.default_rng(7)
    named = 0
    for _ in range(400):
        crowd = rng.poisson(rng.choice([1, 10]) * (rng.pareto(index, clients) + 1))
        crowd = crowd[crowd > 0]
        named += bool((rarity(crowd) >= 10 * len(crowd)).any())
    assert named <= 60
