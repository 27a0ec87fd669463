from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.recognition.score import Marks, Score, overlapping, said, spans
from headcount.model.field import Field
from headcount.model.kind import Form, Kind


def test_counts_are_of_values_and_by_path() -> None:
    score = Score()
    score.add(
        {("a", "phone"): 4, ("b", "phone"): 2, ("c", "email"): 3}, {("a", "phone"): 3, ("c", "phone"): 3, ("c", "email"): 3}
    )
    assert score.kinds["phone"] == Marks(true=6, said=6, right=3)
    assert score.kinds["email"] == Marks(true=3, said=3, right=3)
    assert score.kinds["phone"].f1 == 0.5
    assert score.macro_f1 == 0.75
    assert score.together == Marks(9, 9, 6)


def test_saying_nothing_and_saying_what_is_not_there_both_cost() -> None:
    score = Score()
    score.add({("a", "phone"): 1}, {("a", "order"): 7})
    assert score.macro_f1 == 0
    assert score.kinds["phone"].precision is None
    assert score.never_planted == {"order": 7}


def test_too_many_of_a_path_are_wrong_ones() -> None:
    score = Score()
    score.add({("remark", "phone"): 2}, {("remark", "phone"): 8})
    assert (score.kinds["phone"].precision, score.kinds["phone"].recall) == (0.25, 1)


@pytest.mark.parametrize(("confidence", "counted"), [(0.5, 1), (0.49, 0)])
def test_only_sure_decisions_count(confidence: float, counted: int) -> None:
    field = Field("GET /u", "phone", Kind.PHONE, confidence, Form.CLEAR, 5, 5, "")
    assert said([field]) == (Counter({("phone", Kind.PHONE): 5}) if counted else Counter())


def test_spans_share_half_of_the_longer() -> None:
    assert overlapping((0, 10), (0, 5))
    assert not overlapping((0, 10), (0, 4))
    assert not overlapping((0, 4), (4, 8))


def test_a_span_is_right_once() -> None:
    assert spans([(0, 4)], [(0, 4), (0, 3)]) == Marks(true=1, said=2, right=1)
    assert spans([(0, 4), (9, 12)], []) == Marks(true=2, said=0, right=0)
