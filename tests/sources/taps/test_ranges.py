from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from headcount.sources.interface import Block
from headcount.sources.taps import ranges
from headcount.sources.taps.file import FileTap
from headcount.sources.taps.ranges import CannotSplitError, blocks, stretches

SIZE = 256


@pytest.fixture(autouse=True)
def _short_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranges, "BLOCK", SIZE)


def _told(block: Block) -> tuple[bytes, int, int, int]:
    return block.data[: block.size].tobytes(), block.first_line, block.offset, block.end


@pytest.mark.parametrize("last", ["the end\n", "the end"])
@pytest.mark.parametrize("width", [1, 2, 50])
def test_blocks_from_the_middle_are_those_from_the_beginning(tmp_path: Path, width: int, last: str) -> None:
    log = tmp_path / "access.log"
    log.write_text("".join(f"{'x' * (number % 97)}\n" for number in range(200)) + last)
    size, line, found = log.stat().st_size, 0, []
    for first in range(0, stretches(str(log)), width):
        for block in blocks(str(log), first, min(width, stretches(str(log)) - first), size):
            text, number, begin, end = _told(block)
            found.append((text, line + number, begin, end))
        line = found[-1][1] + found[-1][0].count(b"\n") - 1
    assert found == [_told(block) for block in FileTap(str(log), block_size=SIZE)]


def test_what_can_only_be_read_from_its_beginning(tmp_path: Path) -> None:
    (tmp_path / "packed").write_bytes(gzip.compress(b"one\n" * 1_000))
    (tmp_path / "document").write_text('{"Records": [{"a": 1}, {"a": 2}]}')
    (tmp_path / "empty").touch()
    (tmp_path / "even").write_text("x" * SIZE)
    (tmp_path / "even-lines").write_text("x" * (SIZE - 1) + "\n")
    found = [stretches(str(tmp_path / name)) for name in ("packed", "document", "empty", "even", "even-lines")]
    assert found == [0, 0, 0, 0, 1]


def test_a_line_without_end_is_not_split(tmp_path: Path) -> None:
    (tmp_path / "long").write_text("x" * (3 << 20))
    with pytest.raises(CannotSplitError):
        list(blocks(str(tmp_path / "long"), 8_000, 1, 3 << 20))
