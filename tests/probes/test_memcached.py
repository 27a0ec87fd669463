"""The probe of memcached on answers that a real one gives seldom."""

from __future__ import annotations

import socket

import pytest

from headcount.model.posture import Reader, Store
from headcount.probes.interface import Target
from headcount.probes.looking import look
from headcount.probes.memcached import Memcached
from headcount.probes.wire import Bounds
from tests.probes.hostile import server


def _look(*answers: bytes) -> Store:
    """One that gives these answers, one for each command."""

    def talk(one: socket.socket) -> None:
        for answer in answers:
            one.recv(4096)
            one.sendall(answer)

    bounds = Bounds(seconds=2.0, patience=0.4, received=300_000, pause=0.0)
    with server(talk) as far:
        [store] = look([Target("memcached", "127.0.0.1", far.port)], {}, bounds, [Memcached()]).stores
    return store


@pytest.mark.parametrize("answer", [b"ERROR\r\n", b"SSH-2.0-OpenSSH\r\n", b"\x81\x00\r\n"])
def test_another_protocol(answer: bytes) -> None:
    store = _look(answer)
    assert (store.reader, store.problem) == (Reader.UNKNOWN, "it does not answer as memcached does")


def test_one_without_a_crawler_is_open_all_the_same() -> None:
    store = _look(b"VERSION 1.4.9\r\n", b"STAT curr_items 12\r\nEND\r\n", b"ERROR\r\n")
    assert (store.reader, store.version, store.estimate, store.sampled, store.problem) == (Reader.ANYONE, "1.4.9", 12, 0, "")


def test_a_value_that_claims_to_be_endless_is_cut_off() -> None:
    store = _look(
        b"VERSION 1.6.9\r\n",
        b"STAT curr_items 1\r\nEND\r\n",
        b"key=a exp=-1 size=9\nEND\r\n",
        b"VALUE a 0 99999999999\r\n" + b"x" * 400_000,
    )
    assert (store.reader, store.problem) == (Reader.ANYONE, "it sends more than a store may send")
