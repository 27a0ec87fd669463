import math

import numpy as np
import pytest

from headcount.stats.log_gamma import log_gamma


def test_it_is_the_log_of_the_factorial_before() -> None:
    assert log_gamma(np.arange(1, 20)) == pytest.approx([math.log(math.factorial(n)) for n in range(19)])


def test_shapes_are_kept_and_numbers_may_stand_alone() -> None:
    assert log_gamma(0.5) == pytest.approx(math.log(math.sqrt(math.pi)))
    assert log_gamma(np.full((2, 3), 4.0)).shape == (2, 3)
    assert log_gamma(np.array([[1.0, 9.0], [4.0, 16.0]])[:, 1]) == pytest.approx([math.lgamma(9), math.lgamma(16)])
