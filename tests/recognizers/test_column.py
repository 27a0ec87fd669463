from __future__ import annotations

import sys

from hypothesis import given
from hypothesis import strategies as st

from headcount.model.kind import Form, Kind
from headcount.recognizers.column import ENOUGH, SAMPLE, SIGNATURES, Column, Mark, marks_of
from headcount.recognizers.interface import Span


def _span(start: int, end: int, kind: Kind = Kind.PHONE, certainty: float = 0.6, *, valid: bool | None = True) -> Span:
    return Span(start, end, kind, Form.CLEAR, valid, certainty)


def test_a_place_that_fills_the_value_is_whole() -> None:
    value = " 2025550143 "
    assert marks_of(value, [_span(1, 11)], ()) == {Mark(Kind.PHONE, Form.CLEAR, True, whole=True, certainty=0.6)}


def test_readings_of_the_whole_value_stay_beside_each_other() -> None:
    found = marks_of("2025550143", [_span(0, 10), _span(0, 10, Kind.ORDER, 0.3, valid=None)], ())
    assert {mark.kind for mark in found} == {Kind.PHONE, Kind.ORDER}


def test_places_inside_are_settled_and_the_least_certain_left_out() -> None:
    found = marks_of(
        "call 2025550143 or so",
        [_span(5, 15), _span(5, 15, Kind.ORDER, 0.3, valid=None), _span(16, 18, Kind.PERSON_NAME, 0.1, valid=None)],
        (),
    )
    assert found == {Mark(Kind.PHONE, Form.CLEAR, True, whole=False, certainty=0.6)}


def test_a_name_marks_what_nothing_recognised_but_fits() -> None:
    assert marks_of("098-55501", [], (Kind.PHONE,)) == {Mark(Kind.PHONE, Form.CLEAR, None, whole=True, certainty=0.0)}
    assert marks_of("call me", [], (Kind.PHONE,)) == frozenset()
    assert marks_of("***", [], (Kind.PHONE,)) == {Mark(Kind.PHONE, Form.MASKED, None, whole=True, certainty=0.0)}


def test_a_kind_found_inside_counts_once_as_the_whole_where_the_name_says_so() -> None:
    found = marks_of("Mrs. Ada Lovelace", [_span(5, 17, Kind.PERSON_NAME, 0.85, valid=None)], (Kind.PERSON_NAME,))
    assert found == {Mark(Kind.PERSON_NAME, Form.CLEAR, None, whole=True, certainty=0.85)}


def test_counts_and_different_values() -> None:
    column = Column()
    column.add({"a": 3, "b": 2}, {"a": [_span(0, 1)]})
    column.add({"a": 1}, {"a": [_span(0, 1)]})
    column.pass_by(4)
    assert (column.total, column.looked, column.distinct) == (10, 6, 2)
    assert sorted(column.signatures.values()) == [2, 4]
    assert column.missing == ENOUGH - 6


def test_different_values_are_estimated_beyond_the_sample() -> None:
    column = Column()
    column.add({f"value {number}": 1 for number in range(20_000)}, {})
    assert len(column._heap) == len(column._known) == SAMPLE
    assert 17_000 < column.distinct < 23_000
    assert column.missing == 0


def test_memory_is_bounded_in_looks_of_values() -> None:
    column = Column()
    for number in range(3 * SIGNATURES):
        spans = [_span(0, 1, certainty=round(number / (4 * SIGNATURES), 4)), _span(0, 1, Kind.ORDER, number / 5000)]
        column.add({str(number): 1}, {str(number): spans})
    assert len(column.signatures) <= SIGNATURES + 101
    assert sum(column.signatures.values()) == 3 * SIGNATURES


def test_no_value_is_kept() -> None:
    column = Column((Kind.PHONE,))
    column.add({"secret 2025550143": 1}, {})
    kept = [getattr(column, name) for name in Column.__slots__]
    assert "secret" not in repr(kept) + repr(column)
    assert sys.getsizeof(column.signatures) < 1000


@given(st.permutations(list(range(40))))
def test_the_order_of_values_does_not_matter(order: list[int]) -> None:
    one, other = Column((Kind.ORDER,)), Column((Kind.ORDER,))
    one.add({f"n{number}": 1 for number in range(40)}, {})
    for number in order:
        other.add({f"n{number}": 1}, {})
    assert (one.signatures, one.distinct, one.total) == (other.signatures, other.distinct, other.total)
