import numpy as np
import pytest

from headcount.detectors.division import divided
from headcount.ledger.together import Meetings, counted


def _met(rng: np.random.Generator, member_records: np.ndarray, members: int) -> Meetings:
    """Meetings of members (clients 0 and up) among 200 others who were shown 20 of 2,000 records each."""
    others = np.concatenate([rng.choice(2000, 20, replace=False) for _ in range(200)])
    client = np.r_[np.repeat(np.arange(members), len(member_records) // members), np.repeat(np.arange(200), 20) + members]
    member = np.arange(members + 200) < members
    return counted(member, client, np.r_[member_records, others])[1]


def test_independent_clients_meet_as_often_as_foretold() -> None:
    ratios = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        division = divided(_met(rng, np.concatenate([rng.choice(2000, 20, replace=False) for _ in range(40)]), 40))
        assert division.log_e < np.log(10)
        ratios.append(division.meetings / division.expected)
    assert np.mean(ratios) == pytest.approx(1, abs=0.05)


def test_clients_that_divide_the_records_do_not_meet() -> None:
    rng = np.random.default_rng(1)
    division = divided(_met(rng, rng.permutation(2000)[:800], 40))
    assert division.meetings == 0
    assert division.expected > 100
    assert division.log_e > np.log(1e6)


def test_what_says_nothing() -> None:
    assert divided(Meetings(0, 0, 0, 0, 0)).log_e == -np.inf
    assert divided(Meetings(0, 50, 30, 900, 500)).expected == 0, "one client cannot meet itself"
    assert divided(Meetings(inner=30, cross=100, showings=100, squares=1000, everybody=300)).log_e == -np.inf
