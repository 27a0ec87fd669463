"""The probe of memcached on answers that a real one gives seldom."""

from __future__ import annotations

import socket
import struct

import pytest

from headcount.model.posture import Reader, Store
from headcount.probes.interface import Credential, Target
from headcount.probes.looking import look
from headcount.probes.memcached import Memcached
from headcount.probes.wire import Bounds
from tests.probes.hostile import server


def _look(*answers: bytes) -> Store:
    """One that gives these answers, one for each command: version, stats, the list of keys (asked apart), and values."""
    version, stats, keys, *values = [*answers, b"", b""][: max(3, len(answers))]

    def talk(one: socket.socket) -> None:
        left = list(values)
        while word := one.recv(4096)[:3]:
            told = {b"ver": version, b"sta": stats, b"lru": keys}
            one.sendall(told[word] if word in told else left.pop(0))

    bounds = Bounds(seconds=30.0, patience=2.0, received=300_000, pause=0.0)
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


def test_of_many_keys_the_first_are_listed() -> None:
    keys = b"".join(b"key=k%d exp=-1 size=9\n" % place for place in range(20_000))  # longer than all that may be taken
    store = _look(
        b"VERSION 1.6.9\r\n", b"STAT curr_items 20000\r\nEND\r\n", keys, *[b"VALUE k 0 17\r\nanna7@example.com\r\nEND\r\n"] * 200
    )
    assert (store.estimate, store.sampled, store.problem) == (20_000, 200, "")
    assert {kind.kind for kind in store.kinds} == {"email"}


def test_one_that_speaks_the_binary_protocol_only_since_it_wants_sasl() -> None:
    def talk(one: socket.socket) -> None:
        asked = one.recv(4096)
        if asked[0] == 0x80:
            one.sendall(struct.pack("!BBHBBHIIQ", 0x81, 0x10, 0, 0, 0, 0x20, 0, 0, 0))

    with server(talk) as far:
        weak = [Credential("app", "changeme")]
        bounds = Bounds(seconds=30.0, patience=2.0, pause=0.0)
        [store] = look([Target("memcached", "127.0.0.1", far.port)], {"memcached": weak}, bounds, [Memcached()]).stores
        assert b"changeme" not in b"".join(far.heard)
    assert (store.reader, store.encrypted, store.problem) == (Reader.NOBODY, False, "")
