"""LDAP's protocol: entries, and answers that lie about themselves."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from headcount.probes.ber import number, tagged
from headcount.probes.ldap_session import Session
from headcount.probes.wire import Bounds, EndedError, Line
from tests.probes.hostile import server

QUICK = Bounds(seconds=30.0, patience=2.0, received=3_000_000, pause=0.0)


def answer(operation: bytes, place: int = 1) -> bytes:
    return tagged(0x30, number(place), operation)


def result(tag: int, code: int) -> bytes:
    return tagged(tag, number(code, 0x0A), tagged(0x04), tagged(0x04, b"138-0013-8000"))


def entry(name: bytes, **values: bytes) -> bytes:
    told = [tagged(0x30, tagged(0x04, key.encode()), tagged(0x31, tagged(0x04, value))) for key, value in values.items()]
    return tagged(0x64, tagged(0x04, name), tagged(0x30, *told))


def _talk(step: Callable[[Session], object], *answers: bytes) -> object:
    def talk(one: socket.socket) -> None:
        for told in answers:
            one.recv(4096)
            one.sendall(told)

    with server(talk) as far, Line("127.0.0.1", far.port, QUICK).open() as wire:
        return step(Session(wire))


@pytest.mark.parametrize("code", [0, 48, 49])
def test_a_bind(code: int) -> None:
    assert _talk(lambda session: session.bind("", ""), answer(result(0x61, code))) == code


def test_entries_and_no_referral() -> None:
    found = (
        answer(entry(b"uid=a", cn="王芳".encode(), photo=b"\xff\xd8")),
        answer(tagged(0x73, tagged(0x04, b"ldap://203.0.113.9/"))),
        answer(result(0x65, 4)),
    )

    def ask(session: Session) -> object:
        entries, code = session.search("dc=example", ("*",), 10)
        return [(one.name, one.values) for one in entries], code

    assert _talk(ask, b"".join(found)) == ([("uid=a", {"cn": ["王芳"], "photo": []})], 4)


def test_an_entry_prints_without_its_values() -> None:
    def ask(session: Session) -> object:
        return repr(session.search("", ("*",), 10)[0])

    assert "Anna" not in str(_talk(ask, answer(entry(b"cn=Anna", cn=b"Anna")) + answer(result(0x65, 0))))


@pytest.mark.parametrize(
    "told",
    [
        b"\x30\x84\x7f\xff\xff\xff",
        b"\x30\x80\0\0\0\0",
        answer(result(0x65, 0), place=9),
        answer(tagged(0x64, b"\x04\x7f")),
        answer(tagged(0x65, tagged(0x02, b"\0"))),
        answer(tagged(0x77)),
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
    ],
    ids=["huge", "indefinite", "another number", "an entry that lies", "no code", "a request", "http"],
)
def test_answers_that_are_none(told: bytes) -> None:
    with pytest.raises(EndedError):
        _talk(lambda session: session.search("", (), 1), told)
