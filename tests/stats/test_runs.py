import numpy as np
import pytest
from scipy.stats import betabinom

from headcount.stats.runs import LEAST, Runs, fit_runs


def _steps(*numbers: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(numbers, np.int64)


def test_the_tail_is_fitted_to_the_longest_rows_and_their_ties() -> None:
    others = _steps(0, 0, 0, 1, 3, 3, 3, 5)
    assert fit_runs(others, 2) == Runs(threshold=3, share=5 / 9, followed=1 + 2, ended=2 + 4)
    assert fit_runs(_steps(0, 0, 0), 2) == Runs(threshold=1, share=1 / 4, followed=1.0, ended=2.0)


def test_the_chance_is_that_of_a_beta_geometric_law() -> None:
    """Of x draws all are hits with the chance that the beta-binomial gives."""
    runs = Runs(threshold=2, share=0.1, followed=30.0, ended=10.0)
    assert runs.reaching(_steps(0, 2)).tolist() == [0.1, 0.1]
    for excess in (1, 5, 20):
        expected = 0.1 * betabinom.pmf(excess, excess, 30.0, 10.0)
        assert runs.reaching(_steps(2 + excess))[0] == pytest.approx(expected, rel=1e-9)


def test_no_step_is_believed_to_end_every_row() -> None:
    runs = Runs(threshold=3, share=0.05, followed=1.0, ended=400.0)
    assert runs.reaching(_steps(3, 4, 9)).tolist() == pytest.approx([0.05, 0.05 * LEAST, 0.05 * LEAST**6])


@pytest.mark.parametrize("chance", [0.3, 0.6, 0.9])
def test_geometric_rows_reach_as_far_as_is_told(chance: float) -> None:
    """So many of one row more in ten thousand are as long as is told of one in a thousand, or fewer."""
    rng = np.random.default_rng(5)
    beyond = []
    for _ in range(20):
        rows = rng.geometric(1 - chance, 2_000) - 1
        far = np.arange(200)
        reach = fit_runs(rows, 40).reaching(far)
        beyond.append(chance ** int(far[reach <= 1e-3][0]))
    assert 2e-4 < np.mean(beyond) < 1.3e-3
