"""A sheet gathers what two readers found, and refuses the rest."""

from __future__ import annotations

from headcount.model.text import Text
from headcount.sources.interface import Block
from headcount.sources.lines import bounds, line_ends
from headcount.sources.sheet import Sheet, dash_is_empty


def sheet(text: bytes) -> Sheet:
    block = Block.of(text, first_line=5)
    made = Sheet(block)
    ends = line_ends(block)
    made.extend(*bounds(block.data, 0, ends))
    made.time[: made.lines] = 7
    return made


def test_rows_are_accesses_or_refused() -> None:
    made = sheet(b"one\ntwo\n\nfour\n")
    made.read[[0, 3]] = True
    made.reasons["time not readable"] = [1]
    batch, skipped = made.finish()
    assert batch.line.tolist() == [5, 8]
    assert skipped.counts() == {"time not readable": 1, "empty line": 1}
    assert (batch.size.tolist(), batch.status.tolist()) == ([-1, -1], [0, 0])


def test_texts_that_do_not_stand_in_the_block() -> None:
    made = sheet(b"one\ntwo\n")
    made.read[:2] = True
    start, size = made.spans("target")
    start[0], size[0] = 0, 3
    made.put("target", 1, b"elsewhere")
    batch, _ = made.finish()
    assert batch.target.to_list() == [b"one", b"elsewhere"]


def test_paths_and_queries_become_targets() -> None:
    text = b"/a x=1\n/b -\n/c 9 y=2\n"
    made = sheet(text)
    made.read[:3] = True
    for role, spans in (("path", [(0, 2), (7, 2), (12, 2)]), ("query", [(3, 3), (10, 0), (17, 3)])):
        start, size = made.spans(role)
        start[:3], size[:3] = zip(*spans, strict=True)
    batch, _ = made.finish()
    assert batch.target.to_list() == [b"/a?x=1", b"/b", b"/c?y=2"]
    assert made.block.data[: made.block.size].tobytes() == text


def test_a_sheet_grows_with_its_block() -> None:
    block = Block.of(b"a long first line\n" + b"x\n" * 5000)
    made, ends = Sheet(block), line_ends(block)
    assert made.extend(*bounds(block.data, 0, ends[:1])) == slice(0, 1)
    made.spans("target")[1][0] = 3
    made.read[0] = True
    assert made.extend(*bounds(block.data, 18, ends[1:])) == slice(1, 5001)
    batch, skipped = made.finish()
    assert (batch.target.to_list(), len(skipped)) == ([b"a l"], 5000)


def test_a_lone_dash_is_empty() -> None:
    column = Text.of(["-", "--", "a", ""])
    assert dash_is_empty(column.data, column.start, column.size).tolist() == [0, 2, 1, 0]
