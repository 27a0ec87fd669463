"""Records of requests and answers in one order."""

from __future__ import annotations

import numpy as np

from headcount.catalog.found import Found
from headcount.catalog.inside import Inside
from headcount.model.text import Text


def test_people_of_answers_stand_beside_the_records_of_requests() -> None:
    found = Found.of(np.array([0, 2]), np.array([4, 4], np.uint32), Text.of(["a", "b"]))
    assert (found.shows.tolist(), found.nobody.tolist(), found.asked.tolist()) == ([0, 0], [False, False], [True, True])
    inside = Inside(
        row=np.array([1, 2]),
        source=np.array([0, 0]),
        value=Text.of(["x", "y"]),
        shows=np.array([3, 3], np.uint16),
        sources=[(9, "$.id")],
        own=np.array([7, 0, 0], np.uint16),
        nobody=np.array([False, False, True]),
    )
    both = found.with_answers(inside, np.array([8], np.uint32))
    assert both.access.tolist() == [0, 1, 2, 2]
    assert both.route.tolist() == [4, 8, 4, 8]
    assert both.value.to_list() == [b"a", b"x", b"b", b"y"]
    assert both.shows.tolist() == [7, 3, 0, 3]
    assert both.nobody.tolist() == [False, False, True, False]
    assert both.asked.tolist() == [True, False, True, False]
