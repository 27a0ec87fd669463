"""The probe of Redis on a real Redis, open, locked, with a weak password, and without its dangerous commands."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from headcount.model.posture import Reader, Store
from headcount.probes.interface import Credential, Target
from headcount.probes.looking import look
from headcount.probes.redis import Redis
from headcount.probes.wire import Bounds
from tests.gates.authority import certificate
from tests.services.proxies import free_port, program, running

SCHEMES = ("rediss", "redis")
WEAK = [Credential("", "letmein"), Credential("", "changeme")]
MADE = [
    "hset customer:{n} name Anna-{n} email anna{n}@example.com phone +15550100{n:02}",
    "set session:{n} token-{n}",
    "rpush basket:{n} book-{n} pen-{n}",
    "sadd tags:{n} a b",
    "zadd top:{n} 1 book",
    "xadd orders:{n} * email bo{n}@example.com",
]


@contextmanager
def _redis(folder: Path, *settings: str, password: str = "") -> Iterator[int]:
    """A server with 6 keys of each of 20 made customers."""
    where, tool, port = program("redis-server"), program("redis-cli"), free_port()
    command = [where, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder), *settings]
    ask = [tool, "-p", str(port), *(["-a", password, "--no-auth-warning"] if password else [])]

    def ready() -> None:
        if subprocess.run([*ask, "ping"], capture_output=True, check=False).stdout.strip() != b"PONG":
            raise OSError

    with running(command, folder / "redis", ready):
        lines = "\n".join(line.format(n=n) for n in range(20) for line in MADE) + "\n"
        subprocess.run(ask, input=lines.encode(), capture_output=True, check=True)
        yield port


def _look(port: int, weak: list[Credential] | None = None) -> Store:
    [store] = look([Target("redis", "127.0.0.1", port)], {"redis": weak or []}, Bounds(pause=0.0), [Redis()]).stores
    return store


def test_an_open_one(tmp_path: Path) -> None:
    with _redis(tmp_path) as port:
        store = _look(port)
    assert (store.product, store.reader, store.estimate, store.unit, store.encrypted) == (
        "Redis",
        Reader.ANYONE,
        120,
        "keys",
        False,
    )
    assert store.version.count(".") == 2
    assert {"email", "phone"} <= {kind.kind for kind in store.kinds}
    assert store.sampled >= 120
    assert [one.code for one in store.weaknesses] == ["redis/no-password", "redis/dangerous-commands", "redis/no-tls"]
    assert "@example.com" not in msgspec.json.encode(store).decode()


def test_a_locked_one(tmp_path: Path) -> None:
    with _redis(tmp_path, "--requirepass", "a-long-and-random-one", password="a-long-and-random-one") as port:
        store = _look(port, WEAK)
    assert (store.reader, store.sampled, store.problem) == (Reader.NOBODY, 0, "")
    assert [one.code for one in store.weaknesses] == ["redis/no-tls"]


def test_one_with_a_weak_password(tmp_path: Path) -> None:
    with _redis(tmp_path, "--requirepass", "changeme", password="changeme") as port:
        assert _look(port).reader is Reader.NOBODY
        store = _look(port, WEAK)
    assert (store.reader, store.estimate) == (Reader.WEAK, 120)
    assert store.weaknesses[0].code == "redis/weak-password"


def test_without_protected_mode_and_without_dangerous_commands(tmp_path: Path) -> None:
    with _redis(tmp_path, "--protected-mode", "no") as port:
        assert "redis/protected-mode-off" in [one.code for one in _look(port).weaknesses]
    with _redis(tmp_path / "other", "--user", *["default", "on", "nopass", "~*", "&*", "+@all", "-@dangerous"]) as port:
        store = _look(port)
    assert [one.code for one in store.weaknesses] == ["redis/no-password", "redis/no-tls"]
    assert store.reader is Reader.ANYONE


def test_nothing_is_changed(tmp_path: Path) -> None:
    tool = program("redis-cli")
    with _redis(tmp_path) as port:

        def digest() -> bytes:
            return subprocess.run([tool, "-p", str(port), "debug", "digest"], capture_output=True, check=True).stdout

        before = digest()
        _look(port)
        assert digest() == before


@pytest.mark.parametrize("scheme", ["rediss", "valkeys"])
def test_one_that_speaks_no_tls_is_said_to(tmp_path: Path, scheme: str) -> None:
    with _redis(tmp_path) as port:
        [store] = look([Target(scheme, "127.0.0.1", port)], {}, Bounds(patience=0.5, pause=0.0), [Redis()]).stores
    assert (store.reader, store.problem.startswith("it does not speak TLS")) == (Reader.UNKNOWN, True)


def test_a_user_with_a_weak_password_who_may_read_some_keys(tmp_path: Path) -> None:
    rules = ["app", "on", ">changeme", "~customer:*", "+@read", "+@connection", "-@dangerous"]
    with _redis(tmp_path, "--requirepass", "a-long-and-random-one", "--user", *rules, password="a-long-and-random-one") as port:
        refused = _look(port, [Credential("app", "letmein"), Credential("other", "changeme")])
        store = _look(port, [Credential("app", "changeme")])
    assert (refused.reader, refused.problem) == (Reader.NOBODY, "")
    assert (store.reader, store.estimate, store.problem) == (Reader.WEAK, 120, "")
    assert [one.code for one in store.weaknesses] == ["redis/weak-password", "redis/no-tls"]
    assert {"email", "phone"} <= {kind.kind for kind in store.kinds}
    assert {kind.path for kind in store.kinds if kind.kind == "phone"} == {"keys: phone"}


def test_one_that_speaks_tls(tmp_path: Path) -> None:
    where, port = program("redis-server"), free_port()
    certificate(tmp_path, "server")
    files = ["--tls-cert-file", f"{tmp_path}/server.pem", "--tls-key-file", f"{tmp_path}/server.key", "--tls-auth-clients", "no"]
    command = [where, "--port", "0", "--tls-port", str(port), "--bind", "127.0.0.1", "--save", "", *files]
    command += ["--tls-ca-cert-file", f"{tmp_path}/server.pem", "--dir", str(tmp_path)]
    with running(command, tmp_path / "redis", lambda: socket.create_connection(("127.0.0.1", port), 1).close()):
        stores = [look([Target(scheme, "127.0.0.1", port)], {}, Bounds(pause=0.0), [Redis()]).stores[0] for scheme in SCHEMES]
    tls, clear = stores
    assert (tls.encrypted, tls.reader, tls.estimate, tls.problem) == (True, Reader.ANYONE, 0, "")
    assert [one.code for one in tls.weaknesses] == ["redis/no-password", "redis/dangerous-commands"]
    assert (clear.reader, bool(clear.problem)) == (Reader.UNKNOWN, True)
