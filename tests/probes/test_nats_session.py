"""What a server of NATS says: messages between others, headers, pings, errors; and what is none of it."""

from __future__ import annotations

import base64
import json
import socket
import time

import pytest

from headcount.probes.nats_session import RefusedError, Session
from headcount.probes.wire import EndedError, Line
from tests.probes.asking import QUICK
from tests.probes.hostile import Talk, server

INFO = b'INFO {"server_id":"X","version":"2.9.10","auth_required":false}\r\n'


def _talk(*answers: bytes, info: bytes = INFO) -> Talk:
    """After its INFO one of these for each thing heard."""

    def talk(one: socket.socket) -> None:
        one.sendall(info)
        for answer in answers:
            one.recv(4096)
            one.sendall(answer)
        while one.recv(4096):
            pass

    return talk


def _message(told: object, subject: str = "_INBOX.headcount.probe.1") -> bytes:
    payload = json.dumps(told).encode()
    return f"MSG {subject} 1 {len(payload)}\r\n".encode() + payload + b"\r\n"


def test_an_answer_among_other_things() -> None:
    mine = {"message": {"data": base64.b64encode(b"made").decode()}}
    with_head = b"NATS/1.0\r\n\r\n"
    other = f"HMSG other 1 {len(with_head)} {len(with_head) + 2}\r\n".encode() + with_head + b"{}\r\n"
    with (
        server(_talk(b"+OK\r\nPONG\r\n", b"", b"PING\r\n" + other + _message({"x": 1}, "other") + _message(mine))) as far,
        Line("127.0.0.1", far.port, QUICK).open() as wire,
    ):
        session = Session(wire)
        session.connect("", "")
        assert session.message("S", 1) == b"made"
        until = time.monotonic() + 10
        while b"PONG" not in far.heard[0] and time.monotonic() < until:  # the other side hears in a thread of its own
            time.sleep(0.01)
    assert b'"user"' not in far.heard[0]
    assert b"auth_token" not in far.heard[0]
    assert b"PONG" in far.heard[0]


@pytest.mark.parametrize(
    ("user", "password", "shown"), [("ann", "x", {"user": "ann", "pass": "x"}), ("", "y", {"auth_token": "y"})]
)
def test_credentials_and_refusal(user: str, password: str, shown: dict[str, str]) -> None:
    with (
        server(_talk(b"-ERR 'Authorization Violation'\r\n")) as far,
        Line("127.0.0.1", far.port, QUICK).open() as wire,
    ):
        session = Session(wire)
        with pytest.raises(RefusedError):
            session.connect(user, password)
    told = json.loads(far.heard[0].removeprefix(b"CONNECT ").partition(b"\r\n")[0])
    assert {name: told[name] for name in shown} == shown


@pytest.mark.parametrize(
    "answer",
    [
        _message({"error": {"code": 404}}),
        _message(["no object"]),
        _message({"message": {"data": "!"}}),
        b"-ERR 'Permissions Violation'\r\n",
        b"HMSG _INBOX.headcount.probe.1 1 16 16\r\nNATS/1.0 503\r\n\r\n\r\n",
    ],
)
def test_no_message(answer: bytes) -> None:
    with server(_talk(b"PONG\r\n", b"", answer)) as far, Line("127.0.0.1", far.port, QUICK).open() as wire:
        session = Session(wire)
        session.connect("", "")
        assert session.message("S", 1) is None


@pytest.mark.parametrize(
    "answer", [b"MSG x 1 99999999999\r\n", b"MSG x 1 two\r\n", b"HMSG x 1 9 3\r\n", b"+OK\r\n" * 300, b"x" * 100_000]
)
def test_what_nats_does_not_say(answer: bytes) -> None:
    with server(_talk(b"PONG\r\n", b"", answer)) as far, Line("127.0.0.1", far.port, QUICK).open() as wire:
        session = Session(wire)
        session.connect("", "")
        with pytest.raises(EndedError, match=r"does not answer as NATS|none of this product"):
            session.ask("$JS.API.INFO", {})


@pytest.mark.parametrize("info", [b"INFO []\r\n", b"INFO {}\r\n", b"220 ready\r\n"])
def test_another_product(info: bytes) -> None:
    with (
        server(_talk(info=info)) as far,
        Line("127.0.0.1", far.port, QUICK).open() as wire,
        pytest.raises(EndedError, match="does not answer as NATS"),
    ):
        Session(wire)
