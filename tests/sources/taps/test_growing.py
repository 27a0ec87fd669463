"""One file that grows, is cut off, and is renamed under its reader."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from headcount.sources.lines import DROPPED, LONGEST
from headcount.sources.taps.file import digest
from headcount.sources.taps.growing import Growing


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log"
    path.write_bytes(b"")
    return path


@pytest.fixture
def file(log: Path) -> Iterator[Growing]:
    growing = Growing(str(log), "s")
    yield growing
    growing.close()


def _append(log: Path, text: bytes) -> None:
    with log.open("ab") as file:
        file.write(text)


def _read(file: Growing) -> bytes | None:
    block = file.read()
    return None if block is None else block.data[: block.size].tobytes()


def test_whole_lines_come_and_a_half_one_waits(log: Path, file: Growing) -> None:
    assert _read(file) is None
    _append(log, b"one\ntwo\nhal")
    assert _read(file) == b"one\ntwo\n"
    assert _read(file) is None
    _append(log, b"f\nthree\n")
    assert _read(file) == b"half\nthree\n"
    assert (file.offset, file.line, file.waiting()) == (19, 5, 0)


def test_a_last_line_without_its_line_feed_comes_when_nobody_writes_any_more(log: Path, file: Growing) -> None:
    _append(log, b"one\nlast")
    assert _read(file) == b"one\n"
    file.final = True
    assert _read(file) == b"last"
    assert _read(file) is None


def test_its_place_is_told_by_digests(log: Path, file: Growing) -> None:
    text = b"".join(b"line %d\n" % number for number in range(1000))
    for start in range(0, len(text), 777):
        _append(log, text[start : start + 777])
        file.read()
    place = file.place()
    assert (place.head_size, place.head_digest) == (4096, digest(text[:4096]))
    assert (place.offset, place.tail_digest) == (len(text), digest(text[-1024:]))
    assert place.fits(str(log))


def test_it_goes_on_in_the_middle(log: Path) -> None:
    log.write_bytes(b"one\ntwo\nthree\n")
    file = Growing(str(log), "s", 4, 2)
    block = file.read()
    assert block is not None
    assert (block.data[: block.size].tobytes(), block.first_line, block.offset) == (b"two\nthree\n", 2, 4)
    file.close()


def test_a_shorter_file_and_one_written_anew_are_found_out(log: Path, file: Growing) -> None:
    _append(log, b"one\ntwo\n")
    file.read()
    log.write_bytes(b"new\n")
    assert (_read(file), file.cut, file.is_shortened()) == (None, True, False)
    anew = Growing(str(log), "t")
    assert _read(anew) == b"new\n"
    log.write_bytes(b"other and longer\n")
    assert (_read(anew), anew.cut) == (None, True)
    anew.close()


def test_a_file_that_lost_its_end_goes_on_at_its_new_end(log: Path, file: Growing) -> None:
    _append(log, b"x" * 99 + b"\n")
    _append(log, b"line\n" * 1000)
    file.read()
    os.truncate(log, 3002)
    assert (_read(file), file.cut, file.is_shortened()) == (None, True, True)
    file.go_to_end()
    assert (_read(file), file.offset, file.cut) == (b"", 3000, False)
    _append(log, b"ne\nnext\n")
    assert _read(file) == b"line\nnext\n"


def test_a_line_that_is_too_long_is_marked_once_and_never_held(log: Path, file: Growing) -> None:
    _append(log, b"one\n" + b"y" * (3 * LONGEST))
    assert [_read(file), _read(file)] == [b"one\n", None]
    _append(log, b"y" * LONGEST + b"\nnext\n")
    assert [_read(file), _read(file)] == [DROPPED + b"\nnext\n", None]
    assert (file.offset, file.line) == (log.stat().st_size, 4)


def test_it_is_read_to_its_end_after_it_was_removed(log: Path, file: Growing) -> None:
    _append(log, b"one\n")
    log.unlink()
    assert _read(file) == b"one\n"


def test_a_piece_holds_no_more_than_was_asked_for(log: Path, file: Growing) -> None:
    _append(log, b"z" * 99 + b"\n")
    _append(log, (b"w" * 99 + b"\n") * 50_000)
    block = file.read(1 << 20)
    assert block is not None
    assert block.size <= 2 << 20
