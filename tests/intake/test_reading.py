"""Only accesses of years that a calendar can show."""

from __future__ import annotations

from headcount.intake.reading import ahead, datable
from headcount.sources.combined import COMBINED
from headcount.sources.interface import Block
from tests.made import line

TEXT = line("192.0.2.1", 0, "/a").encode() + line("192.0.2.1", 1, "/b").encode().replace(b"2026", b"0000")


def test_an_access_of_no_year_is_skipped_with_its_reason() -> None:
    batch, skipped = datable(COMBINED.open(b"").read)(Block.of(TEXT, 7))
    assert (batch.line.tolist(), {reason: lines.tolist() for reason, lines in skipped.by_reason.items()}) == (
        [7],
        {"time not readable": [8]},
    )


def test_blocks_come_in_their_order() -> None:
    blocks = [Block.of(line("192.0.2.1", n, "/a").encode(), n + 1) for n in range(5)]
    read = [(block.first_line, len(batch)) for block, (batch, _) in ahead(iter(blocks), COMBINED.open(b"").read)]
    assert read == [(n + 1, 1) for n in range(5)]
