"""Records as lines."""

from __future__ import annotations

from headcount.model.text import PADDING
from headcount.sources.lines import DROPPED, LONGEST
from headcount.sources.taps.records import block_of, lines_of


def test_a_record_is_whole_lines() -> None:
    assert lines_of(b"one") == b"one\n"
    assert lines_of(b"one\n") == b"one\n"
    assert lines_of(b"one\ntwo") == b"one\ntwo\n"
    assert lines_of(b"") == b"\n"
    assert lines_of(b"\n\n") == b"\n\n"


def test_too_long_lines_are_counted_without_their_content() -> None:
    fits, long = b"x" * LONGEST, b"y" * (LONGEST + 1)
    assert lines_of(fits) == fits + b"\n"
    assert lines_of(b"a\n" + long + b"\nb") == b"a\n" + DROPPED + b"\nb\n"
    assert lines_of(long + b"\n") == DROPPED + b"\n"


def test_a_block_of_records() -> None:
    block, lines = block_of([b"one", b"two\nthree", b""], 7)
    assert block.data[: block.size].tobytes() == b"one\ntwo\nthree\n\n"
    assert not block.data[block.size :].any()
    assert len(block.data) == block.size + PADDING
    assert (lines, block.first_line, block.offset, block.end) == (4, 7, 0, 15)
