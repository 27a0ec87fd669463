"""Files followed through every kind of rotation: each line once, in its stream's order."""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from headcount.sources.taps.follow import FollowTap
from headcount.sources.taps.interface import Piece

Make = Callable[..., FollowTap]


def _line(number: int) -> bytes:
    return b"line %d of this log, which is unlike every other one\n" % number


class Writer:
    """Appends numbered lines to a log that is rotated under it."""

    def __init__(self, path: Path) -> None:
        self.path, self.written = path, 0

    def append(self, lines: int, path: Path | None = None) -> None:
        with (path or self.path).open("ab") as file:
            for _ in range(lines):
                file.write(_line(self.written))
                self.written += 1


class Reader:
    """Takes until nothing comes, and remembers where each stream stood."""

    def __init__(self, tap: FollowTap) -> None:
        self.tap, self.lines = tap, list[bytes]()
        self.positions: dict[str, tuple[str, int]] = {}

    def read(self) -> None:
        while pieces := self.tap.take(0.15, 1 << 20):
            for piece in pieces:
                self._note(piece)

    def _note(self, piece: Piece) -> None:
        known = self.positions.get(piece.stream, ("", 0))[1]
        came = piece.block.data[: piece.block.size].tobytes().splitlines(keepends=True)
        assert piece.block.first_line == known + 1
        self.lines += came
        self.positions[piece.stream] = piece.position, known + len(came)


@pytest.fixture
def log(tmp_path: Path) -> Writer:
    return Writer(tmp_path / "access.log")


@pytest.fixture
def follow(tmp_path: Path) -> Iterator[Make]:
    taps = list[FollowTap]()

    def make(pattern: str = "access.log", **more: object) -> FollowTap:
        settings = {"look": 0.02, "poll": 0.005, "linger": 0.3} | more
        tap = FollowTap("web", [str(tmp_path / pattern)], **settings)  # type: ignore[arg-type]  # as the tests name them
        taps.append(tap)
        return tap

    yield make
    for tap in taps:
        tap.close()


def _expect(reader: Reader, log: Writer) -> None:
    assert sorted(reader.lines) == sorted(_line(number) for number in range(log.written))


def _rename(log: Writer) -> None:
    log.path.rename(log.path.with_name("access.log.1"))


def _rename_and_go_on(log: Writer) -> None:
    old = log.path.with_name("access.log.1")
    log.path.rename(old)
    log.append(3)
    log.append(4, old)


def _copy_and_truncate(log: Writer) -> None:
    shutil.copyfile(log.path, log.path.with_name("access.log.1"))
    os.truncate(log.path, 0)


def _compress(log: Writer) -> None:
    packed = log.path.with_name("access.log.1.gz")
    packed.write_bytes(gzip.compress(log.path.read_bytes()))
    at = log.path.stat()
    os.utime(packed, ns=(at.st_atime_ns, at.st_mtime_ns))
    log.path.unlink()


ROTATIONS = [_rename, _rename_and_go_on, _copy_and_truncate, _compress]


@pytest.mark.parametrize("rotate", ROTATIONS)
@pytest.mark.parametrize("pattern", ["access.log", "access.log*", "."])
def test_a_rotation_while_it_follows(log: Writer, follow: Make, rotate: Callable[[Writer], None], pattern: str) -> None:
    log.append(100)
    reader = Reader(follow(pattern))
    reader.tap.resume({})
    reader.read()
    log.append(10)
    rotate(log)
    log.append(200)
    reader.read()
    _expect(reader, log)


@pytest.mark.parametrize("rotate", ROTATIONS)
@pytest.mark.parametrize("pattern", ["access.log", "access.log*"])
def test_a_rotation_while_nobody_follows(log: Writer, follow: Make, rotate: Callable[[Writer], None], pattern: str) -> None:
    log.append(100)
    reader = Reader(follow(pattern))
    reader.tap.resume({})
    reader.read()
    reader.tap.close()
    log.append(10)
    rotate(log)
    log.append(200)
    reader.tap = follow(pattern)
    reader.tap.resume(reader.positions)
    reader.read()
    _expect(reader, log)


def test_a_half_written_line_waits(log: Writer, follow: Make) -> None:
    reader = Reader(follow())
    reader.tap.resume({})
    log.path.write_bytes(_line(0)[:20])
    reader.read()
    assert reader.lines == []
    with log.path.open("ab") as file:
        file.write(_line(0)[20:])
    reader.read()
    assert reader.lines == [_line(0)]


def test_from_the_end_only_what_is_new_comes_and_a_restart_misses_nothing(log: Writer, follow: Make) -> None:
    log.append(50)
    reader = Reader(follow(start="end"))
    reader.tap.resume({})
    reader.read()
    assert (reader.lines, len(reader.positions)) == ([], 1)
    reader.tap.close()
    log.append(5)
    reader.tap = follow(start="end")
    reader.tap.resume(reader.positions)
    reader.read()
    assert reader.lines == [_line(number) for number in range(50, 55)]


def test_several_files_come_side_by_side(tmp_path: Path, follow: Make) -> None:
    for name in ("a.log", "b.log"):
        (tmp_path / name).write_bytes(_line(1) + name.encode() + b"\n")
    reader = Reader(follow("*.log"))
    reader.tap.resume({})
    reader.read()
    assert sorted(reader.lines) == [b"a.log\n", b"b.log\n", _line(1), _line(1)]
    assert len(reader.positions) == 2


def test_the_last_line_of_a_file_that_was_left_needs_no_line_feed(log: Writer, follow: Make) -> None:
    log.path.write_bytes(_line(0) + b"last")
    reader = Reader(follow())
    reader.tap.resume({})
    reader.read()
    _rename(log)
    log.append(0)
    for _ in range(5):
        reader.read()
    assert reader.lines == [_line(0), b"last"]


def test_the_lines_a_stream_began_with_come_with_its_first_piece_when_it_goes_on(log: Writer, follow: Make) -> None:
    log.append(3)
    reader = Reader(follow())
    reader.tap.resume({})
    reader.read()
    reader.tap.close()
    log.append(1)
    tap = follow()
    tap.resume(reader.positions)
    [piece] = tap.take(1, 1 << 20)
    assert piece.head == b"".join(_line(number) for number in range(4))
    assert tap.lag().bytes == 0
