"""rsync's daemon protocol: lists as protocol 29 writes them, and daemons that lie."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable

import pytest

from headcount.probes.interface import Credential
from headcount.probes.rsync_session import File, Folder, enter, greet, modules
from headcount.probes.wire import Bounds, EndedError, Line, Wire
from tests.probes.hostile import Hostile, server

QUICK = Bounds(seconds=30.0, patience=2.0, received=3_000_000, pause=0.0)
HELLO = b"@RSYNCD: 31.0 md5 md4\n"
FOLDER, REGULAR = 0o40755, 0o100644


def data(body: bytes, kind: int = 7) -> bytes:
    """A piece of its data, or a message of another kind."""
    return struct.pack("<I", kind << 24 | len(body)) + body


def entry(name: bytes, size: int, mode: int) -> bytes:
    return b"\x08" + bytes([len(name)]) + name + struct.pack("<III", size, 0, mode)


LISTING = entry(b"b.csv", 70_000, REGULAR) + entry(b"a", 4096, FOLDER) + entry(b".", 4096, FOLDER) + b"\0" + bytes(4)


def talk(*answers: bytes) -> Callable[[socket.socket], None]:
    def each(one: socket.socket) -> None:
        for answer in answers:
            one.sendall(answer)
            one.recv(4096)

    return each


def _run(step: Callable[[Wire], object], *answers: bytes) -> tuple[object, Hostile]:
    with server(talk(*answers)) as far, Line("127.0.0.1", far.port, QUICK).open() as wire:
        return step(wire), far


def _greeted(wire: Wire) -> list[str]:
    greet(wire)
    return modules(wire)


def test_modules() -> None:
    told = b"Welcome\nbackup         \tnightly\nshop\t\n@RSYNCD: EXIT\n"
    assert _run(_greeted, HELLO, told)[0] == ["backup", "shop"]
    assert _run(_greeted, HELLO, b"@ERROR: not for you\n")[0] == []


@pytest.mark.parametrize("hello", [b"220 ftp\r\n", b"@RSYNCD: x\n", b"\n"])
def test_another_protocol(hello: bytes) -> None:
    with pytest.raises(EndedError, match="as rsync does"):
        _run(_greeted, hello)


@pytest.mark.parametrize(
    ("answer", "told"), [(b"hello\n@RSYNCD: OK\n", True), (b"@ERROR: no\n", False), (b"@RSYNCD: AUTHREQD abc\n", None)]
)
def test_who_may_open_a_module(answer: bytes, told: bool | None) -> None:
    got, far = _run(lambda wire: enter(wire, "backup"), answer)
    assert got is told
    assert b"changeme" not in far.heard[0]


def test_a_password_is_sent_as_a_proof_only() -> None:
    def each(one: socket.socket) -> None:
        for answer in (b"@RSYNCD: AUTHREQD abc\n", b"@RSYNCD: OK\n"):
            one.recv(4096)
            one.sendall(answer)

    with server(each) as far, Line("127.0.0.1", far.port, QUICK).open() as wire:
        assert enter(wire, "backup", Credential("app", "changeme"))
        assert far.heard[0] == b"backup\napp TLkk9oxntL580rnRL/F0QA\n"


def test_a_folder_in_the_order_of_the_daemon() -> None:
    half = len(LISTING) // 2
    told = data(LISTING[:half]) + data(b"a warning", 9) + data(LISTING[half:])
    files, far = _run(lambda wire: Folder(wire, "backup").files(), bytes(4), told)
    assert files == [File(b".", 4096, FOLDER), File(b"b.csv", 70_000, REGULAR), File(b"a", 4096, FOLDER)]
    assert b"--sender\n-d\n.\nbackup/\n\n" in far.heard[0]


def test_names_and_times_that_are_not_said_twice() -> None:
    second = bytes([0x02 | 0x20 | 0x80, 2, 1]) + b"d" + struct.pack("<I", 0xFFFFFFFF) + struct.pack("<Q", 1 << 33)
    told = data(entry(b"abc", 1, REGULAR) + second + b"\0" + bytes(4))
    files, _ = _run(lambda wire: Folder(wire, "backup").files(), bytes(4) + told)
    assert files == [File(b"abc", 1, REGULAR), File(b"abd", 1 << 33, REGULAR)]


def test_the_beginning_of_a_file() -> None:
    head = struct.pack("<iHiiii", 1, 0x8000, 0, 700, 2, 0)
    piece = data(head + struct.pack("<i", 3) + b"abc" + struct.pack("<i", 3) + b"def" + bytes(4) + bytes(16))

    def read(most: int) -> bytes:
        told, _ = _run(lambda wire: Folder(wire, "backup").beginning(1, most), piece)
        assert isinstance(told, bytes)
        return told

    assert [read(100), read(4)] == [b"abcdef", b"abcd"]


@pytest.mark.parametrize(
    "told",
    [
        data(b"\x48" + struct.pack("<I", 1 << 30)),
        struct.pack("<I", 255 << 24),
        struct.pack("<I", 0),
        data(entry(b"a", 1, REGULAR) * 20_010),
        data(b"\x08"),
    ],
    ids=["a huge name", "an odd kind", "no kind", "unending", "cut"],
)
def test_daemons_that_lie(told: bytes) -> None:
    with pytest.raises(EndedError):
        _run(lambda wire: Folder(wire, "backup").files(), bytes(4) + told)


def test_a_piece_that_is_too_long() -> None:
    told = data(struct.pack("<iHiiii", 1, 0x8000, 0, 700, 2, 0) + struct.pack("<i", 1 << 30))
    with pytest.raises(EndedError, match="as rsync does"):
        _run(lambda wire: Folder(wire, "backup").beginning(1, 10), told)
