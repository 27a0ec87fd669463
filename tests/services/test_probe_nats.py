"""The probe of NATS on a real nats-server with JetStream: open, locked, with a weak token, over TLS, and its monitoring."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from headcount.model.posture import Reader
from headcount.probes.interface import Credential
from tests.services.probing import PERSONAL, WEAK, codes, kinds, looked, people
from tests.services.proxies import free_port, program, running

nats = pytest.importorskip("nats", reason="the package nats-py is not installed: headcount[live]")


@contextmanager
def _server(folder: Path, *, user: str = "", password: str = "", tls: bool = False) -> Iterator[tuple[int, int]]:
    """Its port and its monitoring's; with a stream of 30 made people."""
    port, monitoring = free_port(), free_port()
    lines = [
        f"listen: 127.0.0.1:{port}",
        f"http: 127.0.0.1:{monitoring}",
        f"jetstream {{ store_dir: {json.dumps(str(folder))} }}",
    ]
    if password:
        shown = f"user: {json.dumps(user)}, password: {json.dumps(password)}" if user else f"token: {json.dumps(password)}"
        lines.append(f"authorization {{ {shown} }}")
    if tls:
        ask = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=nats.example -keyout k -out c"
        subprocess.run([program("openssl"), *ask.split()], cwd=folder, check=True, capture_output=True)
        lines.append(f"tls {{ cert_file: {json.dumps(str(folder / 'c'))}, key_file: {json.dumps(str(folder / 'k'))} }}")
    (folder / "nats.conf").write_text("\n".join(lines))

    def answers() -> None:
        socket.create_connection(("127.0.0.1", port), 5).close()

    async def fill() -> None:
        shown = {"user": user, "password": password} if user else {"token": password} if password else {}
        client = await nats.connect(f"nats://127.0.0.1:{port}", **shown)
        stream = client.jetstream()
        await stream.add_stream(name="ORDERS", subjects=["orders.*"])
        for at, one in enumerate(people(30)):
            await stream.publish(f"orders.{at}", json.dumps(one).encode())
        await client.close()

    with running([program("nats-server"), "-c", str(folder / "nats.conf")], folder / "log", answers):
        if not tls:
            asyncio.run(fill())
        yield port, monitoring


def test_an_open_one(tmp_path: Path) -> None:
    with _server(tmp_path) as (port, monitoring):
        store, beside = looked("nats", port), looked("nats-monitoring", monitoring)
    assert (store.product, store.reader, store.estimate, store.unit) == ("NATS", Reader.ANYONE, 30, "messages")
    assert store.version.startswith("2.")
    assert kinds(store) >= PERSONAL
    assert (store.sampled, codes(store), store.encrypted) == (20, ["no-authentication", "no-tls"], False)
    assert (beside.product, beside.reader, beside.version) == ("NATS monitoring", Reader.ANYONE, store.version)
    assert codes(beside) == ["monitoring-open", "no-tls"]


def test_a_locked_one(tmp_path: Path) -> None:
    with _server(tmp_path, user="app", password="a-long-and-random-one") as (port, _):  # a made server's
        store = looked("nats", port, WEAK)
    assert (store.reader, store.sampled, store.problem, codes(store)) == (Reader.NOBODY, 0, "", ["no-tls"])


def test_one_with_a_weak_token(tmp_path: Path) -> None:
    with _server(tmp_path, password="changeme") as (port, _):  # a made server's
        assert looked("nats", port).reader is Reader.NOBODY
        store = looked("nats", port, [*WEAK, Credential("", "changeme")])
    assert (store.reader, store.estimate, codes(store)) == (Reader.WEAK, 30, ["weak-password", "no-tls"])


def test_one_that_speaks_tls(tmp_path: Path) -> None:
    with _server(tmp_path, tls=True) as (port, _):
        store = looked("nats", port)
    assert (store.encrypted, store.reader, store.estimate) == (True, Reader.ANYONE, 0)
    assert codes(store) == ["no-authentication"]
