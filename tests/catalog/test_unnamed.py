"""Rows that nothing names: as many records as the largest answer had."""

from __future__ import annotations

import numpy as np

from headcount.catalog.unnamed import MOST, Unnamed, named


def test_only_what_is_beyond_the_largest_before() -> None:
    rows = Unnamed()
    caller, place = np.array([1, 1, 2, 1], np.uint32), np.array([7, 7, 7, 8])
    answer, number = rows.fresh(caller, place, np.array([3, 5, 2, 1]))
    assert list(zip(answer.tolist(), number.tolist(), strict=True)) == [
        *((0, n) for n in (1, 2, 3)), (1, 4), (1, 5), (2, 1), (2, 2), (3, 1)
    ]  # fmt: skip
    answer, number = rows.fresh(caller[:1], place[:1], np.array([5]))
    assert (len(answer), len(number)) == (0, 0)


def test_bounded() -> None:
    answer, number = Unnamed().fresh(np.zeros(1, np.uint32), np.zeros(1, np.int64), np.array([MOST + 5]))
    assert (len(answer), int(number.max())) == (MOST, MOST)


def test_names() -> None:
    assert named(np.array([1, 20])).to_list() == [b"row 1", b"row 20"]
