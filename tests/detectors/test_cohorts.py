import numpy as np

from headcount.detectors.cohorts import FEWEST_MEMBERS, cohorts_of, named
from headcount.detectors.resemblance import Resemblance


def _crowd(score: np.ndarray) -> Resemblance:
    one = np.zeros(len(score), np.int64)
    return Resemblance(np.arange(len(score)), one, one, score, one + 1, one, np.argsort(-score))


def test_cohorts_that_do_not_differ_have_no_evidence() -> None:
    """E-values average at most one: of 40 cohorts in 20 crowds hardly any reaches 100."""
    high = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        cohorts = cohorts_of(_crowd(rng.normal(size=4000)), rng.integers(0, 40, 4000))
        high += int(np.count_nonzero(cohorts.log_e > np.log(100)))
    assert high <= 8


def test_a_cohort_with_a_tenth_of_odd_members_stands_out_and_they_are_named() -> None:
    rng = np.random.default_rng(1)
    score, trait = rng.normal(size=6000), rng.integers(0, 30, 6000)
    odd = np.flatnonzero(trait == 7)[:60]
    score[odd] += 6
    cohorts = cohorts_of(_crowd(score), trait)
    seventh = int(cohorts.label[odd[0]])
    assert int(np.argmax(cohorts.log_e)) == seventh
    assert cohorts.log_e[seventh] > np.log(1e4)
    rows = set(named(cohorts, seventh, 0.05).tolist())
    assert rows >= set(odd.tolist())
    assert len(rows) <= 70


def test_a_campaign_that_is_half_of_everybody_does_not_set_its_own_levels() -> None:
    rng = np.random.default_rng(2)
    trait = np.r_[rng.integers(0, 20, 500), np.full(500, 99)]
    cohorts = cohorts_of(_crowd(np.r_[rng.normal(size=500), rng.normal(size=500) + 5]), trait)
    mine = int(cohorts.label[-1])
    assert int(np.argmax(cohorts.log_e)) == mine
    assert len(named(cohorts, mine, 0.05)) > 450
    assert cohorts.honest[mine] < 0.05


def test_who_is_not_judged() -> None:
    rng = np.random.default_rng(3)
    trait = np.r_[np.arange(FEWEST_MEMBERS - 1) * 0, np.arange(200) // 50 + 1, np.full(50, -1)]
    cohorts = cohorts_of(_crowd(rng.normal(size=len(trait))), trait)
    assert cohorts.size.tolist() == [FEWEST_MEMBERS - 1, 50, 50, 50, 50]
    assert cohorts.log_e[0] == -np.inf
    assert set(cohorts.label[-50:].tolist()) == {-1}
    alone = cohorts_of(_crowd(rng.normal(size=300)), np.zeros(300, np.int64))
    assert len(alone.size) == 0, "everybody has the trait: there is nobody to compare with"
    assert len(cohorts_of(_crowd(np.zeros(0)), np.zeros(0, np.int64)).size) == 0
