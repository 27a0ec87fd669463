from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from headcount.intake.log_lines import Standing, find, read
from headcount.sources.taps import file as taps
from headcount.sources.taps.file import fingerprint, tail_digest

LINES = [f"192.0.2.{number % 250} line {number}".encode() for number in range(1, 1_001)]
TEXT = b"\n".join(LINES) + b"\n"


def _log(tmp_path: Path, text: bytes = TEXT, name: str = "access.log") -> Path:
    file = tmp_path / name
    file.write_bytes(text)
    return file


def _known(file: Path) -> tuple[tuple[int, str], tuple[int, str]]:
    size = len(file.read_bytes())
    return fingerprint(str(file)), (size, tail_digest(str(file), size))


def _numbers(*numbers: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(numbers, np.int64)


@pytest.mark.parametrize("block", [64, 1_000, 8 << 20])
def test_lines_are_those_of_the_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(taps.FileTap.__init__, "__defaults__", (0, 1, block))
    wanted = (1, 2, 17, 500, 999, 1_000)
    assert list(read(_log(tmp_path), _numbers(*wanted))) == [(number, LINES[number - 1]) for number in wanted]


def test_all_lines_are_all_lines(tmp_path: Path) -> None:
    assert [line for _, line in read(_log(tmp_path), np.arange(1, 1_001))] == LINES


def test_a_last_line_without_its_line_feed_is_a_line(tmp_path: Path) -> None:
    file = _log(tmp_path, b"one\n\nthree")
    assert list(read(file, _numbers(2, 3, 4))) == [(2, b""), (3, b"three")]


def test_lines_beyond_the_end_are_not_there(tmp_path: Path) -> None:
    assert list(read(_log(tmp_path), _numbers(1_000, 1_001, 5_000))) == [(1_000, LINES[-1])]


def test_a_compressed_log_holds_the_same_lines(tmp_path: Path) -> None:
    file = _log(tmp_path, gzip.compress(TEXT), "access.log.1.gz")
    assert list(read(file, _numbers(3, 700))) == [(3, LINES[2]), (700, LINES[699])]


@pytest.mark.parametrize(
    "moved",
    [
        lambda file: file,
        lambda file: file.rename(file.with_name("access.log.1")),
        lambda file: _log(file.parent, gzip.compress(file.read_bytes()), "access.log-20260302.gz"),
    ],
    ids=["there", "rotated", "compressed"],
)
def test_a_log_is_found_again_by_what_it_holds(tmp_path: Path, moved: Callable[[Path], Path]) -> None:
    file = _log(tmp_path)
    head, tail = _known(file)
    now = moved(file)
    if now != file:
        _log(tmp_path, b"the next log\n")
    assert find(str(file), head, tail) == (Standing.SAME, now)


def test_a_log_that_has_grown_is_the_same(tmp_path: Path) -> None:
    file = _log(tmp_path)
    known = _known(file)
    _log(tmp_path, TEXT + b"more\n")
    assert find(str(file), *known) == (Standing.SAME, file)


def test_a_log_elsewhere_is_found_below_the_named_folders(tmp_path: Path) -> None:
    file = _log(tmp_path)
    known = _known(file)
    (tmp_path / "archive" / "2026").mkdir(parents=True)
    now = file.rename(tmp_path / "archive" / "2026" / "old")
    assert find(str(file), *known) == (Standing.GONE, None)
    assert find(str(file), *known, folders=[tmp_path / "archive"]) == (Standing.SAME, now)


def test_a_log_that_was_altered_has_changed(tmp_path: Path) -> None:
    file = _log(tmp_path)
    known = _known(file)
    _log(tmp_path, TEXT[:-20] + b"x" * 20)
    assert find(str(file), *known) == (Standing.CHANGED, file)
    _log(tmp_path, TEXT[:-20])
    assert find(str(file), *known) == (Standing.CHANGED, file)


@pytest.mark.parametrize(("head", "tail"), [((0, ""), (90, "ab")), ((4, "ab"), (90, ""))])
def test_what_is_no_file_is_not_looked_for(tmp_path: Path, head: tuple[int, str], tail: tuple[int, str]) -> None:
    assert find(str(_log(tmp_path)), head, tail) == (Standing.UNREAD, None)
