"""Ends of lines, and lines that are too long."""

from __future__ import annotations

import numpy as np

from headcount.sources.lines import DROPPED, LONGEST
from headcount.sources.taps.whole_lines import has_long_line, last_feed, without_long_lines


def _bytes(text: bytes) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    return np.frombuffer(text, np.uint8).copy()


def test_the_last_line_feed_is_found_however_far_back() -> None:
    text = b"a\nb\n" + b"x" * 100_000
    assert [last_feed(_bytes(text), size) for size in (len(text), 4, 3, 1, 0)] == [3, 3, 1, -1, -1]


def test_a_line_longer_than_allowed_gives_way_to_a_mark() -> None:
    text = b"short\n" + b"y" * (LONGEST + 1) + b"\nend\n"
    assert has_long_line(_bytes(text), len(text))
    assert not has_long_line(_bytes(b"z\n" * LONGEST), 2 * LONGEST)
    kept, size, removed = without_long_lines(_bytes(text))
    assert kept[:size].tobytes() == b"short\n" + DROPPED + b"\nend\n"
    assert removed == len(text) - size
