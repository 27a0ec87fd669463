"""Instructions say the same to compiled code as in Python."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from headcount.compiled import Scalar, compiled
from headcount.instructions import WIDTH, equal, lowest, ones

BYTES = st.lists(st.sampled_from([0, 10, 34, 255]), min_size=WIDTH + 3, max_size=WIDTH + 3)


@compiled
def ask(data: NDArray[np.uint8], at: Scalar, one: Scalar, other: Scalar, answers: NDArray[np.uint64]) -> None:
    mask = equal(data, at, one, other)
    answers[0] = mask
    answers[1] = lowest(mask | (np.uint64(1) << np.uint64(63)))
    answers[2] = ones(mask)


@settings(deadline=None)  # the first example compiles
@given(BYTES, st.integers(0, 3))
def test_compiled_and_plain_agree(values: list[int], at: int) -> None:
    data, answers = np.array(values, np.uint8), np.zeros(3, np.uint64)
    ask(data, at, 34, 10, answers)
    mask = equal(data, at, 34, 10)
    assert mask == sum(1 << place for place, value in enumerate(values[at : at + WIDTH]) if value in (10, 34))
    assert answers.tolist() == [mask, lowest(mask | 1 << 63), ones(mask)]


def test_plain_answers() -> None:
    data = np.zeros(WIDTH, np.uint8)
    data[[3, 63]] = 7, 8
    assert equal(data, 0, 7, 8) == 1 << 3 | 1 << 63
    assert equal(data, 0, 7, 7) == 1 << 3
    assert (lowest(8), lowest(1 << 63), ones(0), ones(0b1011)) == (3, 63, 0, 3)
