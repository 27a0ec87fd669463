"""The spool keeps what it said it kept, once, in order, within its bound."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headcount.errors import ConfigError
from headcount.sources.taps.spool import NoRoomError, Position, Spool

HEADER = 51


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    opened = Spool(tmp_path / "spool")
    yield opened
    opened.close()


def everything(spool: Spool, position: Position = (0, 0), most: int = 1 << 30) -> bytes:
    return spool.read(position, most)[0]


def test_in_order_and_from_any_position(spool: Spool) -> None:
    nothing, start = spool.read((0, 0), 1000)
    assert nothing == b""
    assert not spool.wait(start, 0.0)
    assert spool.append(b"1\n2\n")
    assert spool.append(b"3\n")
    first, after = spool.read((0, 0), 1)
    assert first == b"1\n2\n"
    assert spool.wait(after, 0.0)
    assert spool.waiting(after) == HEADER + 2
    rest, end = spool.read(after, 1000)
    assert rest == b"3\n"
    assert spool.waiting(end) == 0
    assert spool.read(end, 1000) == (b"", end)


def test_a_batch_is_kept_once_also_after_it_was_spent_and_after_a_restart(tmp_path: Path) -> None:
    spool = Spool(tmp_path, segment=1)
    assert spool.append(b"1\n", "batch 1")
    assert not spool.append(b"1\n", "batch 1")
    assert spool.append(b"2\n", "batch 2")
    text, end = spool.read((0, 0), 1000)
    assert text == b"1\n2\n"
    spool.spent(end)
    assert not spool.append(b"1\n", "batch 1")
    spool.close()
    again = Spool(tmp_path)
    assert not again.append(b"2\n", "batch 2")
    assert again.append(b"3\n", "batch 3")
    assert everything(again, end) == b"3\n"
    again.close()
    assert b"batch" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_only_so_many_batches_are_remembered(tmp_path: Path) -> None:
    spool = Spool(tmp_path, segment=1, remembered=2)
    for number in range(6):
        spool.append(b"x\n", f"{number}")
        spool.spent(spool.read((0, 0), 1000)[1])
    assert [spool.append(b"x\n", f"{number}") for number in (5, 4, 0)] == [False, False, True]
    assert len(list(tmp_path.glob("*.batches"))) <= 3
    spool.close()


def test_the_bound_holds_and_room_comes_back(tmp_path: Path) -> None:
    spool = Spool(tmp_path, bound=2 * (HEADER + 10))
    spool.append(b"123456789\n")
    spool.append(b"123456789\n")
    with pytest.raises(NoRoomError, match="the spool is full"):
        spool.append(b"1\n")
    _, position = spool.read((0, 0), 1)
    spool.spent(position)
    spool.append(b"1\n")
    with pytest.raises(NoRoomError):
        spool.append(b"123456789\n")
    assert everything(spool, position) == b"123456789\n1\n"
    spool.close()
    smaller = Spool(tmp_path, bound=10)
    with pytest.raises(NoRoomError):
        smaller.append(b"1\n")
    smaller.close()


def test_segments_go_when_they_are_spent(tmp_path: Path) -> None:
    spool = Spool(tmp_path, segment=100)
    for number in range(10):
        spool.append(b"%030d\n" % number)
    assert len(list(tmp_path.glob("*.frames"))) == 6
    text, position = spool.read((0, 0), 1 << 20)
    assert text == b"".join(b"%030d\n" % number for number in range(10))
    spool.spent(position)
    assert len(list(tmp_path.glob("*.frames"))) == 1
    spool.close()


@given(cut=st.integers(0, 200), flip=st.booleans())
def test_a_torn_frame_is_cut_and_what_was_before_stays(tmp_path_factory: pytest.TempPathFactory, cut: int, flip: bool) -> None:
    folder = tmp_path_factory.mktemp("spool")
    spool = Spool(folder)
    for number in range(4):
        spool.append(b"line %d\n" % number, f"{number}")
    spool.close()
    (path,) = folder.glob("*.frames")
    whole = path.read_bytes()
    at = min(cut, len(whole) - 1)
    path.write_bytes(whole[:at] + (bytes([whole[at] ^ 1]) if flip else b""))
    again = Spool(folder)
    frames = at // (HEADER + 7)
    assert everything(again) == b"".join(b"line %d\n" % number for number in range(frames))
    assert [again.append(b"line %d\n" % number, f"{number}") for number in range(4)] == [number >= frames for number in range(4)]
    assert everything(again) == b"".join(b"line %d\n" % number for number in range(4))
    again.close()


def test_damage_in_the_middle_is_said_and_the_next_segment_is_read(tmp_path: Path) -> None:
    spool = Spool(tmp_path, segment=100)
    for number in range(5):
        spool.append(b"%030d\n" % number)
    first = min(tmp_path.glob("*.frames"))
    data = bytearray(first.read_bytes())
    data[-1] ^= 1
    first.write_bytes(data)
    assert everything(spool) == b"".join(b"%030d\n" % number for number in (0, 2, 3, 4))
    assert spool.problem == f"segment {int(first.stem)} of the spool is damaged: what follows in it is left out"
    spool.close()


def test_a_failed_sync_takes_everything_back(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    spool.append(b"1\n", "one")

    def fails(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", fails)
        with pytest.raises(NoRoomError, match="Input/output error"):
            spool.append(b"2\n", "two")
    assert spool.append(b"2\n", "two")
    assert not spool.append(b"1\n", "one")
    assert everything(spool) == b"1\n2\n"


def test_a_full_disk_keeps_nothing_of_the_batch(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    spool.append(b"1\n")
    write = os.write

    def half(file: int, data: bytes) -> int:
        if len(data) > 60:
            return write(file, data[:60])
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", half)
        with pytest.raises(NoRoomError, match="No space left"):
            spool.append(b"2222222222222222222222\n")
    spool.append(b"3\n")
    assert everything(spool) == b"1\n3\n"


def test_many_senders_one_reader(tmp_path: Path) -> None:
    spool = Spool(tmp_path, segment=2000)
    syncs, sync = [], os.fdatasync

    def send(sender: int) -> None:
        for number in range(50):
            spool.append(b"%d %d\n" % (sender, number), f"{sender} {number}")
            spool.append(b"%d %d\n" % (sender, number), f"{sender} {number}")

    def counted(file: int) -> None:
        syncs.append(file)
        sync(file)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fdatasync", counted)
        senders = [threading.Thread(target=send, args=(sender,)) for sender in range(8)]
        for sender in senders:
            sender.start()
        got, position = b"", (0, 0)
        while any(sender.is_alive() for sender in senders) or spool.waiting(position):
            spool.wait(position, 0.05)
            text, position = spool.read(position, 100)
            got += text
            spool.spent(position)
    lines = got.splitlines()
    assert len(lines) == 400
    for name in range(8):
        mine = [line for line in lines if line.startswith(b"%d " % name)]
        assert mine == [b"%d %d" % (name, number) for number in range(50)]
    assert len(syncs) < 500
    spool.close()


def test_one_process_at_a_time(spool: Spool, tmp_path: Path) -> None:
    assert spool.problem == ""
    with pytest.raises(ConfigError, match="another process uses this spool"):
        Spool(tmp_path / "spool")
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="cannot be used as a spool"):
        Spool(tmp_path / "file")


def test_nobody_else_may_read_it(spool: Spool, tmp_path: Path) -> None:
    spool.append(b"1\n")
    assert (tmp_path / "spool").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "spool").iterdir()} == {0o600}
