"""The probe of MySQL on answers that a real one gives seldom."""

from __future__ import annotations

import socket

import pytest

from headcount.model.posture import Reader, Store
from headcount.probes.interface import Credential, Target
from headcount.probes.looking import look
from headcount.probes.mysql import MySQL
from headcount.probes.wire import Bounds
from tests.probes.hostile import Hostile, server
from tests.probes.test_mysql_session import OK, REFUSED, greeting, packet

QUICK = Bounds(seconds=30.0, patience=2.0, received=300_000, pause=0.0)
WEAK = [Credential("app", "changeme")]


def _look(*answers: bytes) -> tuple[Store, Hostile]:
    """One that gives the next answer to every message, whatever the connection; a greeting comes before."""
    left = list(answers)

    def talk(one: socket.socket) -> None:
        one.sendall(left.pop(0))
        while left and one.recv(4096):
            one.sendall(left.pop(0))
            if not left or left[0][4:5] in {b"\x0a", b"\xff"}:
                return

    with server(talk) as far:
        [store] = look([Target("mysql", "127.0.0.1", far.port)], {"mysql": WEAK}, QUICK, [MySQL()]).stores
    return store, far


def test_an_address_that_it_does_not_talk_to() -> None:
    store, far = _look(packet(0, b"\xff\x6a\x04Host '203.0.113.9' is not allowed"))
    assert (store.reader, store.problem, store.sentence) == (Reader.NOBODY, "", "MySQL lets nobody in from this address.")
    assert far.heard == [b""]


def test_one_that_is_full() -> None:
    store, _ = _look(packet(0, b"\xff\x10\x04Too many connections"))
    assert (store.reader, store.problem) == (Reader.UNKNOWN, "it answers, and takes nobody now")


def test_root_is_tried_without_a_password_before_what_is_listed() -> None:
    store, far = _look(greeting(), REFUSED, greeting(), OK)
    assert (store.reader, store.version, store.weaknesses[0].code) == (Reader.ANYONE, "8.0.36", "mysql/empty-root")
    assert (bool(store.problem), len(far.heard)) == (True, 2)


@pytest.mark.parametrize("version", [b"5.5.5-10.11.6-MariaDB-0+deb12u1", b"11.4.2-MariaDB"], ids=["old", "new"])
def test_mariadb_says_so(version: bytes) -> None:
    store, _ = _look(*[greeting(version), REFUSED] * 3)
    assert (store.product, store.reader) == ("MariaDB", Reader.NOBODY)
    assert version.startswith((b"5.5.5-" + store.version.encode(), store.version.encode()))
