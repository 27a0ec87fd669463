"""The probe of Redis on answers that a real one gives seldom."""

from __future__ import annotations

import socket

import pytest

from headcount.model.posture import Reader, Store
from headcount.probes.interface import Target
from headcount.probes.looking import look
from headcount.probes.redis import Redis
from headcount.probes.wire import Bounds
from tests.probes.hostile import server

QUICK = Bounds(seconds=2.0, patience=0.4, received=300_000, pause=0.0)


def _look(*answers: bytes) -> Store:
    """One that gives these answers, one for each command."""

    def talk(one: socket.socket) -> None:
        for answer in answers:
            one.recv(4096)
            one.sendall(answer)

    with server(talk) as far:
        [store] = look([Target("redis", "127.0.0.1", far.port)], {}, QUICK, [Redis()]).stores
    return store


def test_protected_mode_keeps_other_machines_out() -> None:
    store = _look(b"-DENIED Redis is running in protected mode\r\n")
    assert (store.reader, store.problem) == (Reader.NOBODY, "")


@pytest.mark.parametrize(
    "answer", [b"$99999999999\r\n", b"*99999999\r\n", b"$-5x\r\n", b"!\r\n", b"*1\r\n" * 20 + b"+x\r\n", b"-ERR odd\r\n"]
)
def test_answers_beyond_all_bounds_end_it(answer: bytes) -> None:
    store = _look(answer)
    assert (store.reader, store.problem) == (Reader.UNKNOWN, "it does not answer as Redis does")


def test_what_was_found_before_it_breaks_off_is_kept() -> None:
    store = _look(b"+PONG\r\n", b"$-1\r\n", b"-NOPERM\r\n", b":7\r\n", b"garbage")
    assert (store.reader, store.estimate) == (Reader.ANYONE, 7)
    assert store.problem


def test_values_that_were_read_before_a_bound_count() -> None:
    keys = b"*2\r\n$1\r\n0\r\n*20\r\n" + b"$1\r\nk\r\n" * 20
    value = b"$17\r\nanna7@example.com\r\n"
    large = b"$400000\r\n" + b"x" * 400_000
    told = [b"+string\r\n", value] * 15 + [b"+string\r\n", large]
    store = _look(b"+PONG\r\n", b"$-1\r\n", b"-NOPERM\r\n", b":20\r\n", keys, *told)
    assert (store.reader, store.sampled, store.problem) == (Reader.ANYONE, 15, "it sends more than a store may send")
    assert "email" in {kind.kind for kind in store.kinds}
