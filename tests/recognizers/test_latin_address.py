from __future__ import annotations

import pytest

from headcount.recognizers.latin_address import LATIN_ADDRESS


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("12 Elm Street", 0.85),
        ("1000 Hazelnut Drive Apt. 4, Springfield, IL 62704", 0.93),
        ("221B Baker Street, London NW1 6XE", 0.88),
        ("123 Stewart Xyzzy Apt. 45", 0.85),
        ("Hauptstraße 5, 10115 Berlin", 0.85),
        ("Imke-Girschner-Weg 61", 0.85),
        ("Koskikatu 25", 0.85),
        ("Calle Mayor 3", 0.85),
        ("10 rue de Rivoli, 75001 Paris", 0.8),
        ("12 đường Lê Lợi, Phường Bến Nghé, Quận 1", 0.8),
        ("P.O. Box 255", 0.85),
        ("Unit 1680 Box 3097, DPO AE 25185", 0.93),
        ("1234 Via Marlow", 0.35),
    ],
)
def test_addresses(text: str, certainty: float) -> None:
    spans = [span for span in LATIN_ADDRESS.find(text) if span.certainty >= 0.35]
    assert (spans[0].start, spans[-1].end) == (0, len(text))
    assert max(span.certainty for span in spans) == pytest.approx(certainty, abs=0.06)


@pytest.mark.parametrize("text", ["version 12", "3 items left", "2024-01-05", "Chapter 7 of 12", "call me at 5", "iPhone 15 Pro"])
def test_what_is_no_address(text: str) -> None:
    assert [span for span in LATIN_ADDRESS.find(text) if span.certainty > 0.5] == []


def test_inside_a_sentence() -> None:
    text = "please send it to 12 Elm Street and call"
    (span,) = LATIN_ADDRESS.find(text)
    assert text[span.start : span.end] == "12 Elm Street"
