"""The probe of FTP on answers that a real one gives seldom: other listings, and an address for the data that is not its own."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Mapping
from queue import Empty, SimpleQueue

import pytest

from headcount.model.posture import Reader, Store
from headcount.probes.ftp import FTP
from headcount.probes.interface import Credential, Target
from headcount.probes.looking import look
from headcount.probes.wire import Bounds
from tests.probes.hostile import Hostile, server

QUICK = Bounds(seconds=30.0, patience=2.0, received=300_000, pause=0.0)
WEAK = [Credential("app", "changeme")]
DOS = b"01-02-26  03:04PM       <DIR>          backup\r\n01-02-26  03:04PM                 1234 people.csv\r\n"
UNIX = b"total 3\r\ndrwxr-xr-x 2 ftp ftp 4096 Jan  1 2026 .\r\nlrwxrwxrwx 1 ftp ftp 9 Jan  1 2026 all -> /etc\r\n"
PEOPLE = b"name,email\r\n" + b"".join(b"Anna Meyer,anna%d@example.com\r\n" % place for place in range(30))


def _look(answers: Mapping[str, bytes], data: Mapping[str, bytes], *, elsewhere: bool = False) -> tuple[Store, Hostile, int]:
    """A server with an answer for the beginning of each command, and data for some; the last is how often data was fetched."""
    wanted: SimpleQueue[bytes] = SimpleQueue()

    def carry(one: socket.socket) -> None:
        with contextlib.suppress(Empty):
            one.sendall(wanted.get(timeout=2))

    with server(carry) as far:

        def talk(one: socket.socket) -> None:
            one.sendall(b"220 made\r\n")
            while line := one.recv(4096).decode():
                if line.startswith("PASV"):
                    host = "203,0,113,9" if elsewhere else "127,0,0,1"
                    one.sendall(f"227 Entering ({host},{far.port >> 8},{far.port & 255})\r\n".encode())
                    continue
                told = next((answers[word] for word in answers if line.startswith(word)), b"500 no\r\n")
                found = next((data[word] for word in data if line.startswith(word)), None)
                if found is not None:
                    wanted.put(found)
                    one.sendall(b"150 here\r\n226 done\r\n")
                else:
                    one.sendall(told)

        with server(talk) as near:
            [store] = look([Target("ftp", "127.0.0.1", near.port)], {"ftp": WEAK}, QUICK, [FTP()]).stores
        return store, near, len(far.heard)


OPEN = {"USER": b"331 password\r\n", "PASS anonymous@": b"230-Welcome\r\n 230 lines\r\n230 in\r\n", "PASS": b"530 no\r\n"}


@pytest.mark.parametrize("elsewhere", [False, True], ids=["its own address", "another's"])
def test_the_port_of_the_data_is_believed_and_its_address_is_not(elsewhere: bool) -> None:
    store, _, fetched = _look(OPEN, {"LIST /\r": DOS, "RETR /people.csv": PEOPLE, "LIST": b""}, elsewhere=elsewhere)
    assert (store.reader, store.estimate, store.sampled, store.problem) == (Reader.ANYONE, 1, 30, "")
    assert "email" in {kind.kind for kind in store.kinds}
    assert fetched >= 2


def test_links_and_the_folder_itself_are_left_out() -> None:
    store, near, _ = _look(OPEN, {"LIST": UNIX})
    assert (store.reader, store.estimate, store.sampled) == (Reader.ANYONE, 0, 0)
    assert b"".join(near.heard).count(b"LIST") == 1


def test_one_that_shows_nothing_is_open_all_the_same() -> None:
    store, _, _ = _look(OPEN, {})
    assert (store.reader, store.estimate, store.weaknesses[0].code) == (Reader.ANYONE, 0, "ftp/anonymous")


def test_a_user_that_needs_no_password_and_one_that_is_refused() -> None:
    store, near, _ = _look({"USER anonymous": b"530 no\r\n", "USER app": b"331 password\r\n", "PASS changeme": b"230 in\r\n"}, {})
    assert (store.reader, store.weaknesses[0].code, store.weaknesses[0].detail) == (Reader.WEAK, "ftp/weak-password", "user app")
    assert b"anonymous@" not in b"".join(near.heard)


def test_another_protocol() -> None:
    with server(lambda one: one.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")) as far:
        [store] = look([Target("ftp", "127.0.0.1", far.port)], {"ftp": WEAK}, QUICK, [FTP()]).stores
    assert (store.reader, store.problem) == (Reader.UNKNOWN, "it does not answer as FTP does")


def test_one_that_takes_no_more_connections_is_not_closed() -> None:
    store, _, _ = _look({"USER": b"421 There are too many connections\r\n"}, {})
    assert (store.reader, store.problem) == (Reader.UNKNOWN, "it takes no more connections now")


def test_anonymous_is_tried_over_tls_where_it_is_refused_in_the_clear() -> None:
    _, near, _ = _look({"AUTH": b"234 go on\r\n", "USER": b"530 Anonymous sessions must use encryption.\r\n"}, {})
    second, third = near.heard[1:3]
    assert (second.startswith(b"USER anonymous"), third.startswith(b"AUTH TLS")) == (True, True)
