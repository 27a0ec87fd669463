"""Many readers say what one says: every showing, miss, route, step and skipped line, whatever the pieces."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import headcount.intake.files
import headcount.intake.queue
import headcount.intake.waves
import headcount.sources.taps.file
from headcount.sources.taps import ranges
from headcount.sources.taps.file import FileTap
from tests.made import line, shop
from tests.pieces import in_order, in_pieces

BLOCK = 8_192


@pytest.fixture(autouse=True)
def short_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a small log has many."""
    monkeypatch.setattr(FileTap.__init__, "__defaults__", (0, 1, BLOCK))
    for module in (ranges, headcount.intake.queue, headcount.intake.waves):
        monkeypatch.setattr(module, "BLOCK", BLOCK)
    monkeypatch.setattr(headcount.sources.taps.file, "HEAD", 4_096)  # little is learned ahead
    monkeypatch.setattr(headcount.intake.files, "_SAMPLES", 0)


def _same(paths: list[str], folder: Path, width: int = 2) -> tuple[int, int]:
    """Both say the same; in how many pieces, and how many of them were read in vain."""
    folder.mkdir()
    tally, whole = in_order(paths)
    reading, pieced = in_pieces(paths, folder, width)
    assert reading.tally == tally
    for name, rows in whole.items():
        assert pieced[name] == rows, name
    return len(reading.pieces), reading.again


def test_a_log_in_many_pieces(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text("".join(shop(2_000, 3)))
    pieces, _ = _same([str(log)], tmp_path / "storage")
    assert pieces > 10


def test_a_packed_file_is_one_piece(tmp_path: Path) -> None:
    log = tmp_path / "access.log.gz"
    log.write_bytes(gzip.compress("".join(shop(1_000, 4)).encode()))
    assert _same([str(log)], tmp_path / "storage") == (1, 0)


def test_several_files_out_of_order(tmp_path: Path) -> None:
    rows = shop(1_500, 5)
    for number, name in enumerate(("c.log", "a.log", "b.log.gz")):
        text = "".join(rows[500 * number : 500 * (number + 1)]).encode()
        (tmp_path / name).write_bytes(gzip.compress(text) if name.endswith("gz") else text)
    pieces, _ = _same([str(tmp_path)], tmp_path.parent / f"{tmp_path.name}-storage", 1)
    assert pieces > 6


def test_a_file_that_is_there_twice_counts_once(tmp_path: Path) -> None:
    rows = shop(600, 6)
    (tmp_path / "access.log").write_text("".join(rows))
    (tmp_path / "copy.log").write_text("".join(rows))
    (tmp_path / "grown.log").write_text("".join([*rows, line("192.0.2.9", 9_000, "/orders/4711")]))
    (tmp_path / "packed.log.gz").write_bytes(gzip.compress("".join(rows).encode()))
    folder = tmp_path.parent / f"{tmp_path.name}-storage"
    _same([str(tmp_path)], folder, 8)


def test_lines_that_are_cut_off_or_too_long(tmp_path: Path) -> None:
    rows = shop(300, 8)
    (tmp_path / "cut.log").write_text("".join(rows)[:-30])
    (tmp_path / "long.log").write_text("".join([*rows[:100], "x" * (1 << 20) + "y\n", *rows[100:]]))
    (tmp_path / "even.log").write_text("".join(rows)[: 4 * BLOCK])
    for name in ("cut", "long", "even"):
        _same([str(tmp_path / f"{name}.log")], tmp_path / name)


def test_pages_become_firm_in_the_middle_of_a_wave(tmp_path: Path) -> None:
    words = [f"w{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(60)]
    rows = [line("192.0.2.1", second, f"/b/{words[second % 40]}") for second in range(3_000)]
    rows += [line("192.0.2.2", 3_000 + second, f"/b/{word}") for second, word in enumerate(words)]
    (tmp_path / "access.log").write_text("".join(rows))
    _, again = _same([str(tmp_path / "access.log")], tmp_path / "storage", 4)
    assert again > 0


REQUESTS = st.lists(
    st.tuples(
        st.integers(1, 6),
        st.sampled_from(["/orders/{}", "/u/{}", "/p?buyer={}", "/p?x={}", "/a/{}/b", "/page-{}"]),
        st.one_of(st.integers(0, 2_000).map(str), st.sampled_from("abcdefghijklmnopqrstuvwxyz").map(lambda letter: letter * 3)),
        st.sampled_from([200, 200, 200, 404, 302]),
        st.integers(-30, 30),
    ),
    min_size=1,
    max_size=400,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(requests=REQUESTS)
def test_random_logs(tmp_path_factory: pytest.TempPathFactory, requests: list[tuple[int, str, str, int, int]]) -> None:
    folder = tmp_path_factory.mktemp("random")
    rows = [
        line(f"192.0.2.{who}", 60 * number + late, target.format(value), status=status)
        for number, (who, target, value, status, late) in enumerate(requests * 3)
    ]
    (folder / "access.log").write_text("".join(rows))
    _same([str(folder / "access.log")], folder / "storage")
