from __future__ import annotations

import re

import pytest

from headcount.model.kind import Form, Kind
from headcount.recognizers.context import words
from headcount.recognizers.gate import Selective
from headcount.recognizers.shapes import Reading, Shape, ShapeRecognizer
from tests.recognizers.readings import readings


def _order(match: re.Match[str]) -> Reading | None:
    return None if match[0] == "000" else (Kind.ORDER, Form.CLEAR, None, len(match[0]) / 10)


def _places(shape: Shape, text: str) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in shape.find(text)]


@pytest.mark.parametrize(
    ("shape", "text", "places"),
    [
        (Shape("[0-9]{3}", _order), "123 a123 1234 000 (456)", [(0, 3), (19, 22)]),
        (Shape("[0-9]{3}", _order, left="", right=""), "a1234", [(1, 4)]),
        (Shape("[0-9]{3}", _order, behind="no "), "no 123 on 123", [(10, 13)]),
        (Shape("[0-9]{3}", _order, unless=" %"), "123 % 123", [(6, 9)]),
        (Shape("[0-9]{3}", _order, after=words("number")), "123 number 123", [(11, 14)]),
        (Shape("ab", _order, ignore_case=True), "AB", [(0, 2)]),
        (Shape("no: ([0-9]{3})", _order), "no: 123", [(4, 7)]),
    ],
)
def test_where_a_shape_stands(shape: Shape, text: str, places: list[tuple[int, int]]) -> None:
    assert _places(shape, text) == places
    assert any(re.search(gate, text) for gate in shape.gates)


@pytest.mark.parametrize(
    ("shape", "gates"),
    [
        (Shape("[0-9]{3}", _order), ("(?:^|[^0-9A-Za-z])(?:[0-9]{3})(?:$|[^0-9A-Za-z])",)),
        (Shape("[0-9]{3}", _order, "", ""), ("(?:[0-9]{3})",)),
        (Shape("ab", _order, "", "", ignore_case=True), ("(?i)(?:ab)",)),
        (Shape("[0-9]{3}", _order, sign="[0-9]"), ("[0-9]",)),
        (Shape("[0-9]{3}", _order, sign=("[0-9]", "x")), ("[0-9]", "x")),
        (Shape("[0-9]{3}", _order, after=words("no"), sign="[0-9]"), ("(?i)(?:^|[^A-Za-z])(?:no)",)),
    ],
)
def test_the_gates_of_a_shape(shape: Shape, gates: tuple[str, ...]) -> None:
    assert shape.gates == gates


RECOGNIZER = ShapeRecognizer(
    "number",
    (Kind.ORDER,),
    (Shape("[0-9]{3}", _order, "", "", sign=("1", "2")), Shape("[0-9]{5}", _order, "", ""), Shape("x[0-9]", _order)),
)


def test_the_more_certain_shape_stays() -> None:
    assert readings(RECOGNIZER, "12345 678") == [("12345", "order", "clear", None, 0.5), ("678", "order", "clear", None, 0.3)]


def test_shapes_of_gates_that_do_not_occur_are_left_out() -> None:
    assert isinstance(RECOGNIZER, Selective)
    assert [(span.start, span.end) for span in RECOGNIZER.find_by("12345 x7", [0, 1, 3])] == [(0, 3), (6, 8)]
    assert len(RECOGNIZER.gates) == 4
