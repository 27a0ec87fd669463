"""SMB: answers as [MS-SMB2] has them, and ones that lie."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Mapping

import pytest

from headcount.probes.smb_session import File, RefusedError, Session
from headcount.probes.wire import Bounds, EndedError, Line
from tests.probes.hostile import server

QUICK = Bounds(seconds=30.0, patience=2.0, received=3_000_000, pause=0.0)
NEGOTIATE, SETUP, CONNECT, CREATE, READ, CONTROL, LIST = 0, 1, 3, 5, 8, 11, 14
Answers = Mapping[int, list[tuple[int, bytes]]]
"""By command: status and body, each used once, the last for ever."""
NEGOTIATED = struct.pack("<HHHH16sIIIIQQHHI", 65, 1, 0x0302, 0, bytes(16), 0x40, 0, 0, 0, 0, 0, 128, 0, 0)
CREATED = bytes(64) + b"a-place-of-16-by" + bytes(8)


def speak(answers: Answers) -> Callable[[socket.socket], None]:
    left = {command: [*told] for command, told in answers.items()}

    def talk(one: socket.socket) -> None:
        while len(head := one.recv(4)) == 4:
            asked = one.recv(int.from_bytes(head))
            command, number = int.from_bytes(asked[12:14], "little"), int.from_bytes(asked[24:32], "little")
            known = left.get(command, [(0xC0000022, b"")])
            status, body = known.pop(0) if len(known) > 1 else known[0]
            told = struct.pack("<4sHHIHHIIQIIQ16s", b"\xfeSMB", 64, 1, status, command, 1, 1, 0, number, 0, 7, 99, b"") + body
            one.sendall(struct.pack("!I", len(told)) + told)

    return talk


def _run(step: Callable[[Session], object], answers: Answers) -> object:
    with server(speak(answers)) as far, Line("127.0.0.1", far.port, QUICK).open() as wire:
        return step(Session(wire, "made.example"))


def listed(*files: tuple[str, int, int]) -> bytes:
    """A folder as the answer to a query: name, size, attributes."""
    told = b""
    for place, (name, size, attributes) in enumerate(files):
        raw = name.encode("utf-16-le")
        following = 64 + len(raw) + -len(raw) % 8 if place + 1 < len(files) else 0
        told += struct.pack("<II32xQQII", following, 0, size, 0, attributes, len(raw)) + raw
        told += bytes(-len(raw) % 8) if following else b""
    return struct.pack("<HHI", 9, 72, len(told)) + told


def shared(*shares: tuple[str, int], count: int = -1) -> bytes:
    """The answer to NetrShareEnum within a control."""

    def text(value: str) -> bytes:
        raw = (value + "\0").encode("utf-16-le")
        return struct.pack("<III", len(raw) // 2, 0, len(raw) // 2) + raw + bytes(-len(raw) % 4)

    many = len(shares) if count < 0 else count
    stub = struct.pack("<IIIIII", 1, 1, 4, many, 8, many) + b"".join(struct.pack("<III", 1, kind, 2) for _, kind in shares)
    stub += b"".join(text(name) + text("made") for name, _ in shares)
    told = bytes([5, 0, 2, 3]) + bytes(20) + stub
    return struct.pack("<HHI16sIIIIII", 49, 0, 0, bytes(16), 112, 0, 112, len(told), 0, 0) + told


def test_a_greeting() -> None:
    def greet(session: Session) -> object:
        session.greet()
        return session.dialect, session.encrypts

    assert _run(greet, {NEGOTIATE: [(0, NEGOTIATED)]}) == (0x0302, True)


def test_a_login_without_a_name_takes_two_steps() -> None:
    def enter(session: Session) -> object:
        session.enter()
        return True

    assert _run(enter, {SETUP: [(0xC0000016, b""), (0, b"")]})
    for steps in ([(0, b"")], [(0xC0000016, b""), (0xC0000022, b"")], [(0xC000006D, b"")]):
        with pytest.raises(RefusedError):
            _run(enter, {SETUP: steps})


def test_shares() -> None:
    bound = struct.pack("<HHI16sIIIIII", 49, 0, 0, bytes(16), 112, 0, 112, 0, 0, 0)
    answers = {CONNECT: [(0, b"")], CREATE: [(0, CREATED)], CONTROL: [(0, bound), (0, shared(("backup", 0), ("IPC$", 3)))]}
    assert _run(lambda session: session.shares(), answers) == [("backup", 0), ("IPC$", 3)]


@pytest.mark.parametrize(
    "told", [shared(count=10_000), shared(count=1), shared(("a" * 40, 0))[:-70]], ids=["many", "none", "cut"]
)
def test_lists_of_shares_that_lie(told: bytes) -> None:
    answers = {CONNECT: [(0, b"")], CREATE: [(0, CREATED)], CONTROL: [(0, told)]}
    with pytest.raises(EndedError):
        _run(lambda session: session.shares(), answers)


def test_files_without_links_and_without_the_folder_itself() -> None:
    told = listed((".", 0, 0x10), ("a.csv", 12, 0x20), ("deep", 0, 0x10), ("link", 0, 0x400))
    found = _run(lambda session: session.files(""), {CREATE: [(0, CREATED)], LIST: [(0, told)]})
    assert found == [File("a.csv", 12, False), File("deep", 0, True)]


def test_a_list_that_turns_in_circles_or_claims_more() -> None:
    for told in (listed(("a", 1, 0)), struct.pack("<HHI", 9, 72, 1 << 30) + listed(("a", 1, 0))[8:], b"", b"\x09"):
        found = _run(lambda session: session.files(""), {CREATE: [(0, CREATED)], LIST: [(0, told)]})
        assert found in ([File("a", 1, False)], [])


def test_the_beginning_of_a_file() -> None:
    told = struct.pack("<HBBIII", 17, 80, 0, 3, 0, 0) + b"abc"
    assert _run(lambda session: session.beginning("a", 10), {CREATE: [(0, CREATED)], READ: [(0, told)]}) == b"abc"


def test_an_answer_that_is_put_off_is_waited_for() -> None:
    def talk(one: socket.socket) -> None:
        asked = one.recv(4096)[4:]
        for status in (0x103, 0x103, 0):
            told = asked[:8] + struct.pack("<I", status) + asked[12:64] + (NEGOTIATED if not status else b"")
            one.sendall(struct.pack("!I", len(told)) + told)

    with server(talk) as far, Line("127.0.0.1", far.port, QUICK).open() as wire:
        Session(wire, "made.example").greet()


@pytest.mark.parametrize(
    "told",
    [
        struct.pack("!I", 1 << 24),
        struct.pack("!I", 64) + b"\xffSMB" + bytes(60),
        struct.pack("!I", 64) + b"\xfeSMB" + b"\x09" * 60,
    ],
    ids=["huge", "SMB 1", "another command"],
)
def test_answers_that_are_none(told: bytes) -> None:
    def talk(one: socket.socket) -> None:
        one.recv(4096)
        one.sendall(told)

    with server(talk) as far, Line("127.0.0.1", far.port, QUICK).open() as wire, pytest.raises(EndedError, match="as SMB does"):
        Session(wire, "made.example").greet()
