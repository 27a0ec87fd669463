"""The probe of PostgreSQL on answers that a real one gives seldom."""

from __future__ import annotations

import socket
import struct

import pytest

from headcount.model.posture import Reader, Store
from headcount.probes.interface import Credential, Target
from headcount.probes.looking import look
from headcount.probes.postgres import Postgres
from headcount.probes.wire import Bounds
from tests.probes.hostile import Hostile, server
from tests.probes.test_postgres_session import READY, message

QUICK = Bounds(seconds=30.0, patience=2.0, received=300_000, pause=0.0)


def _look(*answers: bytes, path: str = "") -> tuple[Store, Hostile]:
    """One without TLS that gives the next answer to every connection after its first."""
    left = [b"N", *answers]

    def talk(one: socket.socket) -> None:
        one.recv(4096)
        one.sendall(left.pop(0) if len(left) > 1 else left[0])
        one.recv(4096)

    with server(talk) as far:
        target = Target("postgres", "127.0.0.1", far.port, path)
        [store] = look([target], {"postgres": [Credential("", "changeme")]}, QUICK, [Postgres()]).stores
    return store, far


def _refusal(code: bytes, routine: bytes) -> bytes:
    return message(b"E", b"SFATAL\0C" + code + b"\0R" + routine + b"\0\0")


@pytest.mark.parametrize(
    ("answer", "reader"),
    [
        (_refusal(b"3D000", b"InitPostgres"), Reader.ANYONE),
        (_refusal(b"28000", b"InitializeSessionUserId"), Reader.ANYONE),
        (_refusal(b"28000", b"ClientAuthentication"), Reader.NOBODY),
        (_refusal(b"28P01", b"auth_failed"), Reader.NOBODY),
    ],
    ids=["no such database", "no such user", "no line for it", "wrong"],
)
def test_who_is_let_in_before_something_is_missed(answer: bytes, reader: Reader) -> None:
    store, far = _look(answer)
    assert (store.reader, store.estimate, store.problem) == (reader, None, "")
    assert b"changeme" not in b"".join(far.heard)


@pytest.mark.parametrize("code", [b"53300", b"57P03", b"08P01"], ids=["full", "starting", "a pooler"])
def test_a_refusal_that_is_no_lock(code: bytes) -> None:
    store, _ = _look(_refusal(code, b""))
    assert (store.reader, store.problem) == (Reader.UNKNOWN, "it answers, and takes nobody now or in this way")


def test_one_that_lets_us_in_and_then_says_nothing() -> None:
    store, _ = _look(READY)
    assert (store.reader, store.version, bool(store.problem)) == (Reader.ANYONE, "16.4", True)
    assert store.sentence.startswith("Whoever reaches it reads it")


def test_the_named_database_is_asked_for() -> None:
    _, far = _look(message(b"R", struct.pack("!i", 3)), path="/shop")
    assert b"database\0shop\0" in far.heard[1]
