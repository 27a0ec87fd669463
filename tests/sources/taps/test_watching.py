"""Which files are taken up, and where each begins."""

from __future__ import annotations

import gzip
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from headcount.sources.taps.growing import Growing
from headcount.sources.taps.packed import Packed
from headcount.sources.taps.place import Place
from headcount.sources.taps.watching import Files, Watch

OLD = b"".join(b"old line %d\n" % number for number in range(500))
NEW = b"".join(b"new line %d\n" % number for number in range(500))


@pytest.fixture
def files() -> Iterator[Files]:
    held: Files = {}
    yield held
    for file in held.values():
        file.close()


def _counted(path: Path, text: bytes) -> Place:
    """The place of a file that holds `text`, all of it counted."""
    path.write_bytes(text)
    file = Growing(str(path), "s")
    file.read()
    file.close()
    return file.place()


def _begins(files: Files) -> dict[str, tuple[type, int]]:
    return {Path(file.path).name: (type(file), file.offset) for file in files.values()}


def _at(path: Path, moment: int) -> None:
    os.utime(path, ns=(moment, moment))


def test_new_files_begin_at_their_beginning_and_hidden_or_other_names_are_left(tmp_path: Path, files: Files) -> None:
    for name in ("a.log", "b.log", ".c.log", "d.txt"):
        (tmp_path / name).write_bytes(name.encode() + b"\n")
    watch = Watch([str(tmp_path / "*.log")], "beginning")
    watch.look(files)
    assert _begins(files) == {"a.log": (Growing, 0), "b.log": (Growing, 0)}


def test_at_the_very_first_start_the_end_may_be_where_files_begin(tmp_path: Path, files: Files) -> None:
    (tmp_path / "a.log").write_bytes(OLD + b"half")
    watch = Watch([str(tmp_path / "*.log")], "end")
    watch.look(files)
    assert _begins(files) == {"a.log": (Growing, len(OLD))}
    (tmp_path / "b.log").write_bytes(NEW)
    watch.look(files)
    assert _begins(files)["b.log"] == (Growing, 0)


def test_what_was_rotated_away_meanwhile_is_gone_on_with_and_what_was_missed_is_read(tmp_path: Path, files: Files) -> None:
    place = _counted(tmp_path / "a.log", OLD)
    (tmp_path / "a.log").rename(tmp_path / "a.log.3")
    with (tmp_path / "a.log.3").open("ab") as file:
        file.write(b"its last line\n")
    (tmp_path / "a.log.2.gz").write_bytes(gzip.compress(b"came and went\n"))
    (tmp_path / "a.log.1").write_bytes(b"came and went too\n")
    (tmp_path / "a.log").write_bytes(b"the newest\n")
    (tmp_path / "a.log.9").write_bytes(b"before our time\n")
    for age, name in enumerate(("a.log", "a.log.1", "a.log.2.gz", "a.log.3")):
        _at(tmp_path / name, place.changed + 10_000_000 * (5 - age))
    _at(tmp_path / "a.log.9", place.changed - 10_000_000)
    watch = Watch([str(tmp_path / "a.log")], "beginning")
    watch.resting.rest("s", place, 500)
    watch.look(files)
    assert _begins(files) == {
        "a.log": (Growing, 0),
        "a.log.1": (Growing, 0),
        "a.log.2.gz": (Packed, 0),
        "a.log.3": (Growing, len(OLD)),
    }


def test_a_counted_file_that_was_compressed_goes_on_within(tmp_path: Path, files: Files) -> None:
    place = _counted(tmp_path / "a.log", OLD)
    (tmp_path / "a.log").unlink()
    packed = tmp_path / "a.log.1.gz"
    packed.write_bytes(gzip.compress(OLD + NEW))
    _at(packed, place.changed + 1_000_000)
    watch = Watch([str(tmp_path / "a.log")], "beginning")
    watch.resting.rest("s", place, 500)
    watch.look(files)
    assert _begins(files) == {"a.log.1.gz": (Packed, len(OLD))}


def test_a_copy_of_a_file_that_is_read_is_not_read_too(tmp_path: Path, files: Files) -> None:
    log = tmp_path / "a.log"
    log.write_bytes(OLD)
    watch = Watch([str(tmp_path / "a.log*")], "beginning")
    watch.look(files)
    for file in files.values():
        file.read()
    (tmp_path / "a.log.1").write_bytes(OLD)
    (tmp_path / "a.log.2").write_bytes(OLD[:4500])
    watch.look(files)
    assert _begins(files) == {"a.log": (Growing, len(OLD))}


def test_a_renamed_file_keeps_its_reader_and_is_said_to_be_left_where_no_pattern_names_it(tmp_path: Path, files: Files) -> None:
    log = tmp_path / "a.log"
    log.write_bytes(OLD)
    watch = Watch([str(log)], "beginning")
    watch.look(files)
    [file] = files.values()
    file.read()
    log.rename(tmp_path / "a.log.1")
    log.write_bytes(NEW)
    watch.look(files)
    assert isinstance(file, Growing)
    assert file.left
    assert sorted((one.path, one.offset) for one in files.values()) == [(str(log), 0), (str(log), len(OLD))]


def test_while_a_search_goes_on_no_newer_moment_is_told(tmp_path: Path) -> None:
    watch = Watch([str(tmp_path / "a.log")], "beginning")
    now = time.time_ns()
    assert watch.known_until(str(tmp_path / "a.log"), now) == now
    watch.search(str(tmp_path / "a.log"), now - 5)
    assert watch.known_until(str(tmp_path / "a.log.1"), now) == now - 5
    assert watch.known_until(str(tmp_path / "b.log"), now) == now


def test_what_cannot_be_read_is_told(tmp_path: Path, files: Files) -> None:
    watch = Watch([str(tmp_path / "none.log")], "beginning")
    watch.look(files)
    assert watch.problems == {str(tmp_path / "none.log"): "no such file"}
