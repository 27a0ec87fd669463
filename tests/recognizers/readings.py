"""What a recogniser says of a text, value by value, as tests write it down."""

from __future__ import annotations

from headcount.recognizers.interface import Recognizer


def readings(recognizer: Recognizer, text: str) -> list[tuple[str, str, str, bool | None, float]]:
    """(value, kind, form, valid, certainty) of every place, left to right."""
    return [
        (text[span.start : span.end], span.kind.value, span.form.value, span.valid, span.certainty)
        for span in recognizer.find(text)
    ]
