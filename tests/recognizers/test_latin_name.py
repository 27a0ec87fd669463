from __future__ import annotations

import pytest

from headcount.model.kind import Form
from headcount.recognizers.latin_name import LatinName

NAME = LatinName()


def _found(text: str) -> list[tuple[str, float]]:
    return [(text[span.start : span.end], span.certainty) for span in NAME.find(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Anna Schmidt", [("Anna Schmidt", 0.85)]),
        ("Summer Young", [("Summer Young", 0.7)]),
        ("Anna Xyzzyq", [("Anna Xyzzyq", 0.65)]),
        ("Nguyễn Văn An", [("Nguyễn Văn An", 0.65)]),
        ("anna schmidt", [("anna schmidt", 0.6)]),
        ("SCHMIDT, Anna", [("SCHMIDT, Anna", 0.8)]),
        ("aNNa SCHmiDT", [("aNNa SCHmiDT", 0.6)]),
        ("I met Mrs. Xyzzyq there", [("Xyzzyq", 0.75)]),
        ("my name is Qwertz", [("Qwertz", 0.5)]),
        ("Ludwig van der Berg lives here", [("Ludwig van der Berg", 0.9)]),
        ("Anna", [("Anna", 0.45)]),
        ("We saw Anna there", [("Anna", 0.55)]),
    ],
)
def test_names(text: str, found: list[tuple[str, float]]) -> None:
    assert _found(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Elm Street",
        "Blue Shoes",
        "New York Times",
        "Total Amount Due",
        "Monday Morning",
        "red shirt",
        "HTTP ERROR",
        "ORD-2024-0001",
        "1 B",
        "Bank of America",
        "Order Status",
    ],
)
def test_other_words_are_no_names(text: str) -> None:
    assert [found for found in _found(text) if found[1] >= 0.4] == []


def test_a_name_in_a_street_or_a_firm_is_none() -> None:
    assert [certainty for _, certainty in _found("Martin Luther Street 5")] == [0.25]
    assert [certainty for _, certainty in _found("12 Anna Schmidt Road")] == [0.25]


def test_masked() -> None:
    spans = list(NAME.find("A*** S******"))
    assert [(span.start, span.end, span.form, span.certainty) for span in spans] == [(0, 12, Form.MASKED, 0.6)]


def test_a_nul_ends_a_text() -> None:
    assert _found("Anna\0Schmidt") == [("Anna", 0.45), *_found("Schmidt")]
