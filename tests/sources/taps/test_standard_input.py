"""A pipe that is followed."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from headcount.sources.lines import DROPPED, LONGEST
from headcount.sources.taps.interface import Piece
from headcount.sources.taps.standard_input import StandardInputTap


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    yield reading, writing
    os.close(reading)


def _text(pieces: list[Piece]) -> bytes:
    return b"".join(piece.block.data[: piece.block.size].tobytes() for piece in pieces)


def test_whole_lines_come_and_the_last_at_the_end(pipe: tuple[int, int]) -> None:
    tap = StandardInputTap("in", pipe[0])
    assert list(tap.take(0, 1000)) == []
    os.write(pipe[1], b"one\ntwo\nthr")
    [piece] = tap.take(1, 1000)
    assert (_text([piece]), piece.block.first_line, piece.position) == (b"one\ntwo\n", 1, "2")
    os.write(pipe[1], b"ee\nlast")
    [piece] = tap.take(1, 1000)
    assert (_text([piece]), piece.block.first_line, tap.ended) == (b"three\n", 3, False)
    os.close(pipe[1])
    assert (_text(list(tap.take(1, 1000))), tap.ended) == (b"last", True)
    assert list(tap.take(1, 1000)) == []


def test_a_line_that_is_too_long_is_marked(pipe: tuple[int, int]) -> None:
    tap = StandardInputTap("in", pipe[0])
    text, came = b"a\n" + b"y" * (LONGEST + 70_000) + b"\nb\n", b""
    while text:
        text = text[os.write(pipe[1], text[:50_000]) :]
        came += _text(list(tap.take(0, 50_000)))
    os.close(pipe[1])
    while not tap.ended:
        came += _text(list(tap.take(0, 50_000)))
    assert came == b"a\n" + DROPPED + b"\nb\n"


def test_every_run_is_a_stream_of_its_own() -> None:
    assert StandardInputTap("in")._stream != StandardInputTap("in")._stream
