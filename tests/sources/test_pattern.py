"""Several shapes of line in one source."""

from __future__ import annotations

from headcount.sources.interface import Block
from headcount.sources.pattern import PatternSource
from headcount.sources.pattern_syntax import nginx

SOURCE = PatternSource("two", (nginx("A $msec $request_uri"), nginx("B $msec $request_uri $status")))


def test_each_line_is_read_by_the_first_shape_that_fits() -> None:
    text = b"B 1761984002.000 /b 404\nA 1761984003.000 /a\nC\n#\nB 1761984002.000 /b 200\n"
    batch, skipped = SOURCE.open(text).read(Block.of(text))
    assert batch.target.to_list() == [b"/b", b"/a", b"/b"]
    assert batch.status.tolist() == [404, 0, 200]
    assert batch.line.tolist() == [1, 2, 5]
    assert skipped.counts() == {"not in the format of this file": 1, "comment or header line": 1}


def test_the_share_of_lines_that_fit() -> None:
    assert SOURCE.recognise(b"A 1761984003.000 /a\nx\n#\n\nB 1761984003.000 /a 200\ny\n") == 0.5
    assert SOURCE.recognise(b"") == 0.0


def test_an_empty_block() -> None:
    batch, skipped = SOURCE.open(b"").read(Block.of(b""))
    assert (len(batch), len(skipped)) == (0, 0)
