"""PostgreSQL's protocol: what it asks for, what a hostile one claims, and no password without a question."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable

import pytest

from headcount.probes.interface import Credential
from headcount.probes.postgres_session import AskedError, RefusedError, ask, enter, takes_tls
from headcount.probes.wire import Bounds, EndedError, Line, Wire
from tests.probes.hostile import Hostile, server

QUICK = Bounds(seconds=30.0, patience=2.0, received=3_000_000, pause=0.0)
WEAK = Credential("app", "changeme")


def message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


READY = message(b"R", struct.pack("!i", 0)) + message(b"S", b"server_version\x0016.4\0") + message(b"Z", b"I")


def _talk(step: Callable[[Wire], object], *answers: bytes) -> tuple[object, Hostile]:
    def talk(one: socket.socket) -> None:
        for answer in answers:
            one.recv(4096)
            one.sendall(answer)

    with server(talk) as far, Line("127.0.0.1", far.port, QUICK).open() as wire:
        return step(wire), far


@pytest.mark.parametrize(("answer", "told"), [(b"S", True), (b"N", False)], ids=["yes", "no"])
def test_whether_it_takes_tls(answer: bytes, told: bool) -> None:
    assert _talk(takes_tls, answer)[0] is told


def test_what_it_tells_of_itself() -> None:
    told, far = _talk(lambda wire: enter(wire, "app", "shop"), READY)
    assert told == {"server_version": "16.4"}
    assert b"default_transaction_read_only=on" in far.heard[0]


@pytest.mark.parametrize("how", [3, 5, 10])
def test_no_password_is_sent_where_there_is_none(how: int) -> None:
    with pytest.raises(AskedError):
        _talk(lambda wire: enter(wire, "app", "shop"), message(b"R", struct.pack("!i", how) + b"SCRAM-SHA-256\0\0"))


@pytest.mark.parametrize("how", [2, 7, 8, 9])
def test_another_way_of_logging_in_gets_no_password(how: int) -> None:
    with pytest.raises(AskedError):
        _talk(lambda wire: enter(wire, "app", "shop", WEAK), message(b"R", struct.pack("!i", how)))


def test_a_hashed_password_as_documented() -> None:
    _, far = _talk(lambda wire: enter(wire, "app", "shop", WEAK), message(b"R", struct.pack("!i", 5) + b"salt"), READY)
    assert far.heard[0].endswith(b"md5502e065ca3e9beaa325aa7ea30d77b12\0")


def test_a_challenge_that_is_none() -> None:
    asks = message(b"R", struct.pack("!i", 10) + b"SCRAM-SHA-256\0\0")
    with pytest.raises(EndedError, match="none of its product"):
        _talk(lambda wire: enter(wire, "app", "shop", WEAK), asks, message(b"R", struct.pack("!i", 11) + b"r=x,s=AAAA,i=4096"))


def test_a_refusal_has_its_code_and_no_more() -> None:
    fields = b"SFATAL\0C28P01\0M138-0013-8000\0Rauth_failed\0\0"
    with pytest.raises(RefusedError) as refused:
        _talk(lambda wire: enter(wire, "app", "shop"), message(b"E", fields))
    assert (refused.value.code, refused.value.routine, str(refused.value)) == ("28P01", "auth_failed", "28P01")


def test_rows_of_an_answer() -> None:
    names = struct.pack("!h", 2) + b"".join(name + b"\0" + bytes(18) for name in (b"name", b"phone"))
    row = struct.pack("!hi", 2, 4) + b"Anna" + struct.pack("!i", -1)
    rows, _ = _talk(lambda wire: ask(wire, "SELECT"), b"".join((message(b"T", names), message(b"D", row), message(b"Z", b"I"))))
    assert rows == [{"name": "Anna", "phone": None}]


def test_a_question_that_it_refuses_has_no_rows() -> None:
    assert _talk(lambda wire: ask(wire, "SELECT"), message(b"E", b"C42501\0") + message(b"Z", b"I"))[0] == []


@pytest.mark.parametrize(
    "answer",
    [b"D\xff\xff\xff\xff", b"D\x7f\xff\xff\xff", b"G\0\0\0\4", message(b"T", b"\x7f\xff no end"), message(b"N", b"") * 30_000],
    ids=["negative", "huge", "copy", "unending", "many"],
)
def test_answers_beyond_all_bounds_end_it(answer: bytes) -> None:
    with pytest.raises(EndedError, match="as PostgreSQL does"):
        _talk(lambda wire: ask(wire, "SELECT"), answer)


def test_a_row_that_is_shorter_than_it_says() -> None:
    row = message(b"D", struct.pack("!hi", 300, 900) + b"x")
    rows, _ = _talk(lambda wire: ask(wire, "SELECT"), message(b"T", b"\0\0") + row + message(b"Z", b"I"))
    assert rows == [{}]
