"""The probe of memcached on a real memcached with made customers in it, and on one that asks for a password."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from headcount.model.posture import Reader, Store
from headcount.probes.interface import Credential, Target
from headcount.probes.looking import look
from headcount.probes.memcached import Memcached
from headcount.probes.wire import Bounds
from tests.services.proxies import free_port, program, running


@contextmanager
def _memcached(folder: Path, *settings: str) -> Iterator[int]:
    port = free_port()
    command = [program("memcached"), "-p", str(port), "-l", "127.0.0.1", "-U", "0", "-u", "nobody", *settings]
    with running(command, folder / "memcached", lambda: socket.create_connection(("127.0.0.1", port), 1).close()):
        yield port


def _look(port: int, weak: Sequence[Credential] = ()) -> Store:
    target = Target("memcached", "127.0.0.1", port)
    [store] = look([target], {"memcached": weak}, Bounds(pause=0.0), [Memcached()]).stores
    return store


def _keep(port: int, key: str, value: str) -> None:
    with socket.create_connection(("127.0.0.1", port), 5) as wire:
        body = value.encode()
        wire.sendall(f"set {key} 0 0 {len(body)}\r\n".encode() + body + b"\r\n")
        assert wire.recv(64) == b"STORED\r\n"


def test_an_open_one(tmp_path: Path) -> None:
    with _memcached(tmp_path) as port:
        for number in range(30):
            _keep(port, f"customer:{number}", f'{{"email": "anna{number}@example.com", "name": "Anna Meyer"}}')
        store, again = _look(port), _look(port)
    assert (store.reader, store.estimate, store.unit, store.sampled, store.problem) == (Reader.ANYONE, 30, "items", 30, "")
    assert store.version.startswith("1.")
    assert "email" in {kind.kind for kind in store.kinds}
    assert [one.code for one in store.weaknesses] == ["memcached/open", "memcached/no-tls"]
    assert "@example.com" not in msgspec.json.encode(store).decode()
    assert again == store, "looking changes nothing"


def test_an_empty_one(tmp_path: Path) -> None:
    with _memcached(tmp_path) as port:
        store = _look(port)
    assert (store.reader, store.estimate, store.grade, store.laws) == (Reader.ANYONE, 0, 0, ())


def test_one_that_asks_for_a_password(tmp_path: Path) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".users") as users:
        users.write("app:changeme\n")
        users.flush()
        Path(users.name).chmod(0o644)
        with _memcached(tmp_path, "-Y", users.name) as port:
            locked, tried = _look(port), _look(port, [Credential("app", "wrong")])
            opened = _look(port, [Credential("app", "wrong"), Credential("app", "changeme")])
    for store in (locked, tried):
        assert (store.reader, store.version, store.problem) == (Reader.NOBODY, "", "")
        assert [one.code for one in store.weaknesses] == ["memcached/no-tls"]
    assert (opened.reader, opened.estimate) == (Reader.WEAK, 0)
    assert [one.code for one in opened.weaknesses] == ["memcached/weak-password", "memcached/no-tls"]
