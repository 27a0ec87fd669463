from __future__ import annotations

import pytest

from headcount.model.kind import Form, Kind
from headcount.recognizers.interface import Span
from headcount.recognizers.overlaps import settle


def _span(start: int, end: int, certainty: float, kind: Kind = Kind.PHONE) -> Span:
    return Span(start, end, kind, Form.CLEAR, None, certainty)


@pytest.mark.parametrize(
    ("spans", "kept"),
    [
        ([], []),
        ([(0, 5, 0.5)], [(0, 5)]),
        ([(0, 5, 0.5), (5, 9, 0.1)], [(0, 5), (5, 9)]),
        ([(0, 5, 0.5), (4, 9, 0.9)], [(4, 9)]),
        ([(0, 5, 0.5), (4, 10, 0.5)], [(4, 10)]),
        ([(4, 9, 0.5), (0, 5, 0.5)], [(0, 5)]),
        ([(0, 3, 0.2), (2, 6, 0.3), (5, 8, 0.4)], [(0, 3), (5, 8)]),
        ([(2, 4, 0.9), (0, 9, 0.8)], [(2, 4)]),
    ],
)
def test_the_most_certain_stays_then_the_longest_then_the_first(
    spans: list[tuple[int, int, float]], kept: list[tuple[int, int]]
) -> None:
    assert [(span.start, span.end) for span in settle(_span(*span) for span in spans)] == kept


def test_of_equal_ones_the_first_given_stays() -> None:
    assert [span.kind for span in settle([_span(0, 4, 0.5, Kind.ORDER), _span(0, 4, 0.5, Kind.PARCEL)])] == [Kind.ORDER]
