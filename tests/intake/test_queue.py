from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from headcount.errors import OrderError
from headcount.intake.files import Tally
from headcount.intake.pieces import PieceRead
from headcount.intake.queue import Queue
from headcount.sources.combined import COMBINED
from headcount.sources.taps.file import BLOCK, FileTap
from tests.made import line, shop


def _files(folder: Path, count: int) -> list[tuple[FileTap | str, object]]:
    for number in range(count):
        (folder / f"{number}.log").write_text(line("192.0.2.1", number, f"/orders/{1_000 + number}"))
    return [(str(folder / f"{number}.log"), COMBINED) for number in range(count)]


def test_a_pipe_is_read_in_order() -> None:
    with pytest.raises(OrderError, match="in order"):
        Queue([(FileTap("-"), COMBINED)], [], 0)


def test_many_small_files_are_one_wave_once_there_is_room(tmp_path: Path) -> None:
    queue = Queue(_files(tmp_path, 40), [], 3)  # type: ignore[arg-type]  # a source is one
    wave = queue.wave(BLOCK, 2)
    assert [queued.piece.path for queued in wave] == [str(tmp_path / f"{number}.log") for number in range(40)]
    assert [queued.file.number for queued in wave] == list(range(3, 43))
    again = queue.wave(BLOCK, 2)
    assert again[0].piece.number == wave[-1].piece.number + 1  # numbers are never used twice
    pickle.loads(pickle.dumps(wave[0].piece))  # noqa: S301  # made in this test


def test_a_copy_waits_until_the_first_is_counted(tmp_path: Path) -> None:
    for name in ("a.log", "b.log"):
        (tmp_path / name).write_text("".join(shop(50, 1)))
    queue = Queue([(str(tmp_path / name), COMBINED) for name in ("a.log", "b.log")], [], 0)
    [first] = queue.wave(BLOCK, 2)
    assert first.piece.path == str(tmp_path / "a.log")
    size = (tmp_path / "a.log").stat().st_size
    queue.take(first, PieceRead(first.piece.number, end=size), Tally())
    [second] = queue.wave(BLOCK, 2)
    assert (second.piece.start, second.file.number) == (size, 0)
