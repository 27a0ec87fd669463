"""The probe of AMQP on brokers as its specification has them, and on ones that lie."""

from __future__ import annotations

import socket
import struct

import pytest

from headcount.model.posture import Reader, Store
from headcount.probes.amqp import AMQP
from headcount.probes.interface import Credential, Target
from headcount.probes.looking import look
from headcount.probes.wire import Bounds
from tests.probes.hostile import Hostile, server, with_bad_certificate

QUICK = Bounds(seconds=30.0, patience=2.0, received=300_000, pause=0.0)
WEAK = [Credential("guest", "guest"), Credential("app", "changeme")]
REFUSED = struct.pack("!H", 403) + b"\0" + bytes(4)


def frame(method: tuple[int, int], body: bytes) -> bytes:
    return struct.pack("!BHIHH", 1, 0, len(body) + 4, *method) + body + b"\xce"


def _long(text: bytes) -> bytes:
    return struct.pack("!I", len(text)) + text


def start(ways: bytes, more: bytes = b"") -> bytes:
    table = (
        b"\x0ccapabilitiesF" + _long(b"\x04basct\x01") + b"\x07productS" + _long(b"RabbitMQ") + b"\x01nV" + b"\x02atT" + bytes(8)
    )
    table += b"\x07versionS" + _long(b"3.13.7") + more
    return frame((10, 10), b"\0\x09" + _long(table) + _long(ways) + _long(b"en_US"))


TUNE, OPEN_OK = frame((10, 30), struct.pack("!HIH", 2047, 131_072, 60)), frame((10, 41), b"\0")


def _look(ways: bytes, lets_in: bytes) -> tuple[Store, Hostile]:
    """A broker that lets in whoever says `lets_in`."""

    def talk(one: socket.socket) -> None:
        one.recv(4096)
        one.sendall(start(ways))
        if lets_in and lets_in in one.recv(4096):
            one.sendall(TUNE)
            one.recv(4096)
            one.sendall(OPEN_OK)
        else:
            one.sendall(frame((10, 50), REFUSED))

    with server(talk) as far:
        [store] = look([Target("amqp", "127.0.0.1", far.port)], {"amqp": WEAK}, QUICK, [AMQP()]).stores
    return store, far


@pytest.mark.parametrize(
    ("ways", "lets_in", "reader", "code"),
    [
        (b"PLAIN AMQPLAIN ANONYMOUS", b"ANONYMOUS", Reader.ANYONE, "amqp/anonymous"),
        (b"PLAIN AMQPLAIN", b"\0app\0changeme", Reader.WEAK, "amqp/weak-password"),
        (b"PLAIN ANONYMOUS", b"\0guest\0guest", Reader.WEAK, "amqp/weak-password"),
        (b"PLAIN AMQPLAIN", b"", Reader.NOBODY, "amqp/no-tls"),
    ],
    ids=["anonymous", "weak", "refuses anonymous", "locked"],
)
def test_who_is_let_in(ways: bytes, lets_in: bytes, reader: Reader, code: str) -> None:
    store, _ = _look(ways, lets_in)
    assert (store.product, store.version, store.reader, store.problem) == ("RabbitMQ", "3.13.7", reader, "")
    assert (store.weaknesses[0].code, store.encrypted, store.estimate) == (code, False, None)


def test_no_password_is_sent_where_another_way_is_wanted() -> None:
    store, far = _look(b"EXTERNAL", b"")
    assert (store.reader, len(far.heard)) == (Reader.NOBODY, 1)
    assert b"guest" not in far.heard[0]


@pytest.mark.parametrize(
    "answer",
    [
        b"AMQP\0\0\x09\x01",
        struct.pack("!BHI", 1, 0, 1 << 30),
        frame((10, 10), b"\0\x09\x7f\xff\xff\xff"),
        frame((10, 30), bytes(8)),
        start(b"PLAIN")[:-1] + b"\0",
        start(b"PLAIN", b"\x01aZ"),
        start(b"PLAIN", b"\x01aS\x7f\xff\xff\xff"),
    ],
    ids=["another version", "huge", "a table that lies", "tune", "no end", "an odd type", "a long text"],
)
def test_answers_that_are_none(answer: bytes) -> None:
    def talk(one: socket.socket) -> None:
        one.recv(4096)
        one.sendall(answer)

    with server(talk) as far:
        [store] = look([Target("amqp", "127.0.0.1", far.port)], {"amqp": WEAK}, QUICK, [AMQP()]).stores
    assert (store.reader, store.problem) == (Reader.UNKNOWN, "it does not answer as AMQP does")


def test_over_tls() -> None:
    def talk(one: socket.socket) -> None:
        one.recv(4096)
        one.sendall(start(b"PLAIN") + frame((10, 50), REFUSED))
        one.recv(4096)

    with server(with_bad_certificate(talk)) as far:
        [store] = look([Target("amqps", "127.0.0.1", far.port)], {"amqp": WEAK}, QUICK, [AMQP()]).stores
    assert (store.encrypted, store.reader, store.weaknesses) == (True, Reader.NOBODY, ())
