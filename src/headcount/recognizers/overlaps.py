"""Settles places that overlap: one character of a text belongs to one value."""

from __future__ import annotations

from collections.abc import Iterable

from headcount.recognizers.interface import Span


def settle(spans: Iterable[Span]) -> list[Span]:
    """The spans that stay, left to right, no two sharing a character.

    The most certain stays; of equally certain ones the longest, then the first in the text, then the one that came first in
    `spans` (so the order of the registry decides the rest). A column with a field name is judged before this, from all spans:
    a name can turn the less certain reading of a value into the right one.
    """
    ranked = sorted(spans, key=_rank)
    if len(ranked) < 2:
        return ranked
    taken = bytearray(max(span.end for span in ranked))
    kept = []
    for span in ranked:
        if taken.find(1, span.start, span.end) < 0:
            taken[span.start : span.end] = b"\x01" * (span.end - span.start)
            kept.append(span)
    kept.sort(key=_place)
    return kept


def _rank(span: Span) -> tuple[float, int, int]:
    return -span.certainty, span.start - span.end, span.start


def _place(span: Span) -> int:
    return span.start
