from __future__ import annotations

import pytest

from headcount.model.kind import Kind
from headcount.recognizers.terms import Terms, term

TERMS = Terms()


@pytest.mark.parametrize(
    ("value", "kind", "certainty"),
    [
        ("Female", Kind.DEMOGRAPHIC, 0.7),
        ("女", Kind.DEMOGRAPHIC, 0.7),
        ("M", Kind.DEMOGRAPHIC, 0.2),
        ("已婚", Kind.DEMOGRAPHIC, 0.6),
        ("维吾尔族", Kind.SPECIAL_CATEGORY, 0.75),
        ("Römisch-katholisch", Kind.SPECIAL_CATEGORY, 0.6),
        ("群众", Kind.SPECIAL_CATEGORY, 0.3),
        ("2型糖尿病", Kind.HEALTH, 0.75),
        ("cough, fever", Kind.HEALTH, 0.7),
        ("TIỂU ĐƯỜNG", Kind.HEALTH, 0.7),
        ("硕士", Kind.WORK_EDUCATION, 0.6),
        ("surgeon", Kind.WORK_EDUCATION, 0.55),
    ],
)
def test_a_value_that_is_one_word_of_a_set(value: str, kind: Kind, certainty: float) -> None:
    assert term(value) == (kind, certainty)
    (span,) = TERMS.find(f" {value} ")
    assert (span.start, span.end, span.kind, span.certainty) == (1, 1 + len(value), kind, certainty)


@pytest.mark.parametrize("value", ["blue", "", "cough, sneeze, hat", "male,cough", "x" * 200])
def test_other_values(value: str) -> None:
    assert term(value) is None
    assert list(TERMS.find(value)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a 65-year-old plumber", [("65-year-old", Kind.DEMOGRAPHIC)]),
        ("王小明,34岁", [("34岁", Kind.DEMOGRAPHIC)]),
        ("She was diagnosed with type 2 diabetes in May", [("type 2 diabetes", Kind.HEALTH)]),
        ("经检查确诊为高血压,需服药", [("高血压", Kind.HEALTH)]),
        ("v1.34岁月", []),
    ],
)
def test_inside_a_sentence(text: str, found: list[tuple[str, Kind]]) -> None:
    assert [(text[span.start : span.end], span.kind) for span in TERMS.find(text)] == found
