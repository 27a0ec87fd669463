"""Streams that nobody reads are found again by content."""

from __future__ import annotations

from pathlib import Path

from headcount.sources.taps.file import digest
from headcount.sources.taps.place import Place
from headcount.sources.taps.resting import Resting

TEXT = b"".join(b"line %d\n" % number for number in range(1000))


def _at(offset: int, path: str = "/log/a", changed: int = 0) -> Place:
    head = min(offset, 4096)
    return Place(path, head, digest(TEXT[:head]), offset, digest(TEXT[max(offset - 1024, 0) : offset]), changed)


def test_a_file_that_goes_on_is_known_and_one_that_only_begins_alike_is_told_apart(tmp_path: Path) -> None:
    resting = Resting()
    resting.rest("s", _at(5000), 600)
    resting.rest("nothing", _at(0), 0)
    (tmp_path / "same").write_bytes(TEXT)
    (tmp_path / "copying").write_bytes(TEXT[:4500])
    (tmp_path / "other").write_bytes(b"x" * 9000)
    same, copying, other = (resting.like(str(tmp_path / name)) for name in ("same", "copying", "other"))
    assert same.same is not None
    assert (same.same.stream, same.same.lines) == ("s", 600)
    assert (copying.same, copying.begins) == (None, 4096)
    assert (other.same, other.begins) == (None, 0)


def test_a_stream_that_is_read_again_rests_no_more(tmp_path: Path) -> None:
    resting = Resting()
    resting.rest("s", _at(5000), 600)
    resting.wake("s")
    (tmp_path / "same").write_bytes(TEXT)
    assert resting.like(str(tmp_path / "same")).same is None


def test_the_last_change_is_that_of_the_family() -> None:
    resting = Resting()
    resting.rest("s", _at(100, "/log/a", 5), 9)
    resting.rest("t", _at(200, "/log/a.1", 9), 9)
    resting.rest("u", _at(300, "/log/b", 20), 9)
    assert [resting.last_change(path) for path in ("/log/a", "/log/b", "/log/c")] == [9, 20, None]
