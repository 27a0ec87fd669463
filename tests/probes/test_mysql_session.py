"""MySQL's protocol: its greeting, its ways of logging in, and what a hostile one asks for."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest
from pymysql import _auth

from headcount.probes.mysql_session import RefusedError, Session
from headcount.probes.wire import Bounds, EndedError, Line
from tests.probes.hostile import Hostile, server

QUICK = Bounds(seconds=30.0, patience=2.0, received=3_000_000, pause=0.0)
SALT = bytes(range(1, 21))


def packet(number: int, body: bytes) -> bytes:
    return len(body).to_bytes(3, "little") + bytes([number]) + body


def greeting(version: bytes = b"8.0.36", plugin: bytes = b"mysql_native_password", low: int = 0xF7FF) -> bytes:
    """One without TLS unless `low`, the low half of its capabilities, has it."""
    head = b"\x0a" + version + b"\0" + bytes(4) + SALT[:8] + b"\0" + low.to_bytes(2, "little") + b"\x2d\x02\0\xff\xff\x15"
    return packet(0, head + bytes(10) + SALT[8:] + b"\0" + plugin + b"\0")


OK = packet(2, b"\0\0\0\2\0\0\0")
REFUSED = packet(2, b"\xff\x15\x04#28000138-0013-8000")


def _talk(step: Callable[[Session], object], *answers: bytes) -> tuple[object, Hostile]:
    def talk(one: socket.socket) -> None:
        one.sendall(greeting())
        for answer in answers:
            one.recv(4096)
            one.sendall(answer)

    with server(talk) as far, Line("127.0.0.1", far.port, QUICK).open() as wire:
        session = Session(wire)
        session.greet()
        return step(session), far


def test_a_greeting() -> None:
    told, _ = _talk(lambda session: (session.version, session.tls))
    assert told == ("8.0.36", False)


def test_a_password_is_never_sent_as_it_is() -> None:
    _, far = _talk(lambda session: session.enter("app", "changeme"), OK)
    assert b"app\0" in far.heard[0]
    assert b"changeme" not in far.heard[0]
    assert far.heard[0].endswith(_auth.scramble_native_password(b"changeme", SALT) + b"mysql_native_password\0")


def test_another_plugin_is_answered() -> None:
    switch = packet(2, b"\xfecaching_sha2_password\0" + SALT + b"\0")
    _, far = _talk(lambda session: session.enter("app", "changeme"), switch, packet(4, b"\x01\x03") + packet(5, b"\0\0\0"))
    assert far.heard[0].endswith(_auth.scramble_caching_sha2(b"changeme", SALT))


def test_a_password_in_the_clear_is_not_sent_without_tls() -> None:
    for asks in (packet(2, b"\x01\x04"), packet(2, b"\xfemysql_clear_password\0")):
        with pytest.raises((RefusedError, EndedError)):
            _talk(lambda session: session.enter("app", "changeme"), asks, REFUSED)


def test_a_refusal_has_its_code_and_no_more() -> None:
    with pytest.raises(RefusedError) as refused:
        _talk(lambda session: session.enter("", ""), REFUSED)
    assert (refused.value.code, str(refused.value)) == (1045, "1045")


def _column(name: bytes) -> bytes:
    words = (b"def", b"", b"", b"", name, name)
    return b"".join(bytes([len(word)]) + word for word in words) + b"\x0c" + bytes(12)


def test_rows_of_an_answer() -> None:
    end = b"\xfe\0\0\2\0"
    bodies = (b"\2", _column(b"name"), _column(b"phone"), end, b"\4Anna\xfb", b"\xfc\4\0Anna\0", end)
    answer = b"".join(packet(place + 1, body) for place, body in enumerate(bodies))
    assert _talk(lambda session: session.ask("SELECT"), answer)[0] == [
        {"name": "Anna", "phone": None},
        {"name": "Anna", "phone": ""},
    ]


@pytest.mark.parametrize(
    "answer",
    [packet(1, b"\xfb/etc/passwd"), packet(1, b"\xfc\xff\xff"), b"\xff\xff\xff\1", packet(1, b"\1") + packet(2, b"x") * 3],
    ids=["a file of ours", "columns", "huge", "no list"],
)
def test_answers_beyond_all_bounds_end_it(answer: bytes) -> None:
    with pytest.raises(EndedError, match="as MySQL does"):
        _talk(lambda session: session.ask("SELECT"), answer)


def test_a_question_that_it_refuses_has_no_rows() -> None:
    assert _talk(lambda session: session.ask("SELECT"), REFUSED)[0] == []
