"""Lines of a block: where they are, and why one is refused."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.model.skipped import Skipped
from headcount.sources.interface import Block
from headcount.sources.lines import DROPPED, bounds, count_lines, cut, line_ends, pieces, positions, refusal, refuse, sample

TEXTS = st.lists(st.sampled_from([b"a", b"\n", b"\r\n", b'"', b"xyz" * 30]), max_size=60).map(b"".join)


@settings(deadline=None)  # the first example may compile
@given(TEXTS)
def test_bounds_are_those_of_split(text: bytes) -> None:
    block = Block.of(text)
    start, end = bounds(block.data, 0, line_ends(block))
    expected = (
        [line.removesuffix(b"\r") for line in (text.split(b"\n")[:-1] if text.endswith(b"\n") else text.split(b"\n"))]
        if text
        else []
    )
    found = [text[s:e] for s, e in zip(start.tolist(), end.tolist(), strict=True)]
    assert [f.removesuffix(b"\r") for f in found] == [e.removesuffix(b"\r") for e in expected]


@settings(deadline=None)  # the first example may compile
@given(TEXTS)
def test_count_agrees_with_the_bounds(text: bytes) -> None:
    block = Block.of(text)
    assert count_lines(block.data, block.size) == len(line_ends(block))


@settings(deadline=None)  # the first example may compile
@given(TEXTS, st.integers(1, 50))
def test_pieces_are_whole_lines(text: bytes, size: int) -> None:
    cut = list(pieces(Block.of(text), size))
    assert b"".join(text[s:e] for s, e in cut) == text
    assert all(text[e - 1 : e] == b"\n" for _, e in cut[:-1])


@settings(deadline=None)  # the first example may compile
@given(TEXTS, st.integers(0, 3), st.booleans())
def test_cut_agrees_with_positions(text: bytes, quotes: int, more: bool) -> None:
    block = Block.of(text)
    start, end = bounds(block.data, 0, line_ends(block))
    marks = positions(block.data, 0, block.size, ord('"'))
    of_line = [[m for m in marks.tolist() if s <= m < e] for s, e in zip(start.tolist(), end.tolist(), strict=True)]
    regular = [len(m) == quotes or (more and len(m) > quotes) for m in of_line]
    some = list(cut(block.data, 0, block.size, quotes, more=more))
    assert [row for one in some for row in one.start.tolist()] == start.tolist()
    assert [row for one in some for row in one.end.tolist()] == end.tolist()
    assert [row for one in some for row in one.regular.tolist()] == regular
    for place in range(quotes):
        found = [at for one in some for at in one.quotes[place].tolist()]
        assert found == [m[place] for m, fine in zip(of_line, regular, strict=True) if fine]


def test_many_lines_are_cut_a_part_at_a_time() -> None:
    text = b'ab"c"\n' * 40_000 + b'de"f\\"'
    some = [(one.start.copy(), one.regular.copy()) for one in cut(Block.of(text).data, 0, len(text), 2, more=False)]
    assert len(some) > 1
    assert np.concatenate([start for start, _ in some]).tolist() == list(range(0, 240_001, 6))
    regular = np.concatenate([fine for _, fine in some])
    assert regular.sum() == 40_000
    assert not regular[-1]  # its second quote comes after a backslash


def test_positions_of_several_bytes_in_order() -> None:
    text = b'a"b\n"' * 100_000
    found = positions(Block.of(text).data, 5, len(text), ord('"'), ord("\n"))
    assert found[:4].tolist() == [6, 8, 9, 11]
    assert len(found) == 3 * 99_999


def test_reasons() -> None:
    assert refusal(b" \r") == "empty line"
    assert refusal(DROPPED) == "line longer than 1 MiB"
    assert refusal(b"#Version: 1.0") == "comment or header line"
    assert refusal(b"hello") == "not in the format of this file"


def test_refused_lines_keep_their_numbers() -> None:
    block = Block.of(b"x\n\n#a\ny\n", first_line=11)
    skipped = Skipped()
    refuse(block, np.arange(4), *bounds(block.data, 0, line_ends(block)), skipped)
    assert {reason: rows.tolist() for reason, rows in skipped.by_reason.items()} == {
        "not in the format of this file": [11, 14],
        "empty line": [12],
        "comment or header line": [13],
    }


def test_sample_is_spread_over_the_head() -> None:
    head = b"#h\n\n" + b"".join(b"%d\r\n" % i for i in range(1000))
    assert sample(head, 4) == [b"0", b"250", b"500", b"750"]
