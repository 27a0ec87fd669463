"""Blocks in parts, down to the line that fails."""

from __future__ import annotations

import pytest

from headcount.intake.apart import narrower, parts_of
from headcount.sources.interface import Block

BLOCK = Block.of(b"ten\neleven\ntwelve\nthirteen\nfourteen", 10, 1000)


def _shown(apart: list[tuple[int, int]]) -> list[tuple[int, bytes, bool]]:
    return [(p.block.first_line, p.block.data[: p.block.size].tobytes(), p.failed) for p in parts_of(BLOCK, apart)]


def test_without_ranges_it_is_whole() -> None:
    assert [part.block for part in parts_of(BLOCK)] == [BLOCK]
    assert [part.block for part in parts_of(BLOCK, [(1, 9), (15, 20)])] == [BLOCK]


@pytest.mark.parametrize(
    ("apart", "shown"),
    [
        (
            [(10, 14)],
            [(10, b"ten\neleven\n", False), (12, b"twelve\nthirteen\nfourteen", False)],
        ),
        (
            [(11, 12)],
            [(10, b"ten\n", False), (11, b"eleven\n", False), (12, b"twelve\n", False), (13, b"thirteen\nfourteen", False)],
        ),
        (
            [(14, 14)],
            [(10, b"ten\neleven\ntwelve\nthirteen\n", False), (14, b"fourteen", True)],
        ),
        (
            [(10, 10), (12, 12)],
            [(10, b"ten\n", True), (11, b"eleven\n", False), (12, b"twelve\n", True), (13, b"thirteen\nfourteen", False)],
        ),
    ],
)
def test_ranges_are_halved_and_single_lines_fail(apart: list[tuple[int, int]], shown: list[tuple[int, bytes, bool]]) -> None:
    assert _shown(apart) == shown
    assert parts_of(BLOCK, apart)[0].block.offset == 1000


@pytest.mark.parametrize("bad", range(10, 15))
def test_halving_ends_at_the_line_that_fails(bad: int) -> None:
    apart = list[tuple[int, int]]()
    for _ in range(5):
        for part in parts_of(BLOCK, apart):
            lines = part.block.data[: part.block.size].tobytes().rstrip(b"\n").count(b"\n") + 1
            last = part.block.first_line + lines - 1
            if part.block.first_line <= bad <= last and not part.failed:
                apart = narrower(apart, (part.block.first_line, last))
                break
    assert apart == [(bad, bad)]


@pytest.mark.parametrize(
    ("apart", "shown"),
    [
        ([], [(10, b"ten\neleven\n", False), (12, b"twelve\nthirteen\n", False), (14, b"fourteen", False)]),
        (
            [(12, 13)],
            [(10, b"ten\neleven\n", False), (12, b"twelve\n", False), (13, b"thirteen\n", False), (14, b"fourteen", False)],
        ),
    ],
)
def test_it_is_cut_at_the_same_lines_whatever_is_apart(
    apart: list[tuple[int, int]], shown: list[tuple[int, bytes, bool]]
) -> None:
    parts = parts_of(BLOCK, apart, most=2)
    assert [(p.block.first_line, p.block.data[: p.block.size].tobytes(), p.failed) for p in parts] == shown
