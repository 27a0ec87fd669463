"""The real Envoy, configured as docs/gates/envoy.md says: what clients get, and that the site goes on without headcount."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import signal
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]  # ships no types
import pytest
import uvicorn

from headcount.gates.answers import AnswerGate
from headcount.gates.envoy_authz import Authorization
from headcount.gates.envoy_ext_proc import ExternalProcessor
from headcount.gates.envoy_server import started
from headcount.gates.forward_auth import ForwardAuth
from tests.gates.sites import ONE, ONE_MASKED, gate, many
from tests.services.envoy import Answer, Site, configuration, envoy, free_port, get, program, site, until

PAGE = Path(__file__).parents[2] / "docs/gates/envoy.md"
JSON = {"content-type": "application/json", "etag": '"made"'}


@pytest.fixture(autouse=True)
def _installed() -> None:
    if program() is None:
        pytest.skip("Envoy is not installed: the package envoy-server has it")


@contextmanager
def served(answers: AnswerGate, lines: list[bytes], kind: type[ExternalProcessor] = ExternalProcessor) -> Iterator[int]:
    """The gate's gRPC services in a thread; the port that they listen on."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    making = started("127.0.0.1:0", Authorization(answers.gate), kind(answers, lines.append))
    server, port = asyncio.run_coroutine_threadsafe(making, loop).result(30)
    try:
        yield port
    finally:
        asyncio.run_coroutine_threadsafe(server.stop(0.2), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


@contextmanager
def behind(
    heading: str, answers: dict[str, Answer], made: AnswerGate, lines: list[bytes], folder: Path
) -> Iterator[tuple[int, Site]]:
    """Site, gate and Envoy; the port for clients and the site."""
    with site(answers) as behind_it, served(made, lines) as gate_port:
        ports = {"8081": behind_it.port, "4290": gate_port}
        with envoy(str(program()), configuration(PAGE, heading), ports, folder) as port:
            yield port, behind_it


def test_external_processing(tmp_path: Path) -> None:
    long = many(60, filler="y" * 40_000)
    answers: dict[str, Answer] = {
        "/": (200, {"content-type": "text/html"}, b"<p>hello</p>"),
        "/users": (200, JSON, many(20)),
        "/users/7": (200, {**JSON, "content-encoding": "gzip"}, gzip.compress(ONE)),
        "/users/8": (200, {**JSON, "content-encoding": "br"}, brotli.compress(ONE)),
        "/users/9": (200, {**JSON, "transfer-encoding": "chunked"}, ONE),
        "/users/10": (200, JSON, b'{"name": "Ada'),
        "/users/11": (404, JSON, ONE),
    }
    made = gate()
    with behind("External processing", answers, made, [], tmp_path) as (port, origin):
        status, headers, body = get(port, "/", {"X-Auth-User": "honest", "X-Headcount-Mask": "phone"})
        assert (status, body, headers["content-length"]) == (200, b"<p>hello</p>", "12")
        assert "x-headcount-people" not in headers
        assert origin.seen[-1][1]["x-headcount-action"] == "allow"
        assert "x-headcount-mask" not in origin.seen[-1][1]

        status, headers, body = get(port, "/users", {"X-Auth-User": "honest", "Range": "bytes=0-9"})
        assert (status, body, headers["x-headcount-people"], headers["etag"]) == (200, many(20), "20", '"made"')
        assert headers["content-length"] == str(len(many(20)))
        assert "range" not in origin.seen[-1][1]

        status, headers, body = get(port, "/users", {"X-Auth-User": "masked"})
        assert (status, body, headers["x-headcount-people"]) == (200, many(20, masked=True), "20")
        assert (headers["cache-control"], headers["content-length"]) == ("no-store", str(len(body)))
        assert "etag" not in headers
        assert origin.seen[-1][1]["x-headcount-mask"] == "*"

        assert get(port, "/users/7", {"X-Auth-User": "honest"})[2] == answers["/users/7"][2]
        assert gzip.decompress(get(port, "/users/7", {"X-Auth-User": "masked"})[2]) == ONE_MASKED
        assert brotli.decompress(get(port, "/users/8", {"X-Auth-User": "masked"})[2]) == ONE_MASKED
        assert get(port, "/users/9", {"X-Auth-User": "honest"})[2] == ONE
        status, headers, body = get(port, "/users/9", {"X-Auth-User": "masked"})
        assert (status, body, headers["cache-control"]) == (200, ONE_MASKED, "no-store")
        assert "etag" not in headers
        assert get(port, "/users/10", {"X-Auth-User": "masked"})[2] == b'{"name": "Ada'  # cannot be read: passes, and is counted
        assert made.counts["passed"] == 1
        assert get(port, "/users/11", {"X-Auth-User": "masked"})[::2] == (404, ONE)

        for chunked in ({}, {"transfer-encoding": "chunked"}):
            answers["/users"] = (200, {**JSON, **chunked}, long)
            for _ in range(5):
                assert get(port, "/users", {"X-Auth-User": "honest"})[::2] == (200, long)

        status, headers, body = get(port, "/users", {"X-Auth-User": "blocked"})
        assert (status, headers["x-headcount-reason-id"], body) == (403, "person", b"")
        status, headers, _ = get(port, "/users", {"X-Auth-User": "throttled"})
        assert (status, 3_590 < int(headers["retry-after"]) <= 3_600) == (429, True)
        assert get(port, "/users", {"X-Auth-User": "challenged"})[0] == 401
        assert made.counts["failed"] == 0


def test_what_cannot_be_masked_is_withheld_where_the_configuration_says_so(tmp_path: Path) -> None:
    answers: dict[str, Answer] = {
        "/users/7": (200, JSON, b"{"),
        "/users": (200, {**JSON, "transfer-encoding": "chunked"}, many(60, filler="y" * 40_000)),
        "/users/8": (200, {"content-type": "text/html"}, b"Ada"),
    }
    made = gate({"gate": {"account_header": "X-Auth-User", "unreadable": "withhold"}})
    with behind("External processing", answers, made, [], tmp_path) as (port, _):
        assert get(port, "/users/7", {"X-Auth-User": "honest"})[::2] == (200, b"{")
        assert get(port, "/users/7", {"X-Auth-User": "masked"})[::2] == (503, b"")
        assert get(port, "/users/8", {"X-Auth-User": "masked"})[::2] == (503, b"")
        assert made.counts["withheld"] == 2


def test_observability_mode_counts_every_answer(tmp_path: Path) -> None:
    answers: dict[str, Answer] = {
        "/users": (200, JSON, many(20)),
        "/users/7": (200, {**JSON, "content-encoding": "gzip"}, gzip.compress(ONE)),
        "/users/9": (404, JSON, b"{}"),
    }
    budget = {"name": "day", "people": 1_000, "lens": "account", "mode": "enforce"}
    made, lines = gate({"budgets": [budget]}), list[bytes]()
    with behind("Observability mode", answers, made, lines, tmp_path) as (port, _):
        asked = 0
        for number in range(40):
            target = ("/users?page=1", "/users/7", "/users/9")[number % 3]
            assert get(port, target, {"X-Auth-User": "masked"})[2] == answers[target.partition("?")[0]][2]  # nobody is in the way
            asked += 1
        until(lambda: len(lines) == asked)
        told = [json.loads(line) for line in lines]
        assert sum(record["target"] == "/users?page=1" for record in told) == 14
        first = next(record for record in told if record["target"] == "/users/7")
        assert (first["method"], first["status"], first["account"]) == ("GET", 200, "masked")
        assert json.loads(first["body"])["phone"] == "+1 202 555 0143"
        seen = made.gate.door.see("GET", "/", address="192.0.2.1", account="masked")
        remaining = made.gate.shown(seen, [], (), past=True).remaining
        assert remaining in {None, 980}  # user 7 is one of the 20 of the list


def test_external_authorisation(tmp_path: Path) -> None:
    answers: dict[str, Answer] = {"/users/7": (200, JSON, ONE)}
    with behind("External authorisation", answers, gate(), [], tmp_path) as (port, origin):
        assert get(port, "/users/7", {"X-Auth-User": "honest", "X-Headcount-Mask": "phone"})[::2] == (200, ONE)
        assert origin.seen[-1][1]["x-headcount-action"] == "allow"
        assert "x-headcount-mask" not in origin.seen[-1][1]
        get(port, "/users/7", {"X-Auth-User": "phone-masked"})
        assert origin.seen[-1][1]["x-headcount-mask"] == "phone"
        status, headers, _ = get(port, "/users/7", {"X-Auth-User": "blocked"})
        assert (status, headers["x-headcount-reason-id"]) == (403, "person")
        assert len(origin.seen) == 2


@contextmanager
def over_http(made: AnswerGate) -> Iterator[int]:
    """The gate's decide endpoint in a thread; the port that it listens on."""
    config = uvicorn.Config(ForwardAuth(made.gate, lambda _: None), lifespan="off", log_config=None, proxy_headers=False)
    server, place = uvicorn.Server(config), socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, args=([place],), daemon=True)
    thread.start()
    try:
        yield place.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)
        place.close()


def test_external_authorisation_over_http(tmp_path: Path) -> None:
    answers: dict[str, Answer] = {"/users/7": (200, JSON, ONE)}
    with site(answers) as origin, over_http(gate()) as gate_port:
        page = configuration(PAGE, "External authorisation over HTTP").replace("127.0.0.1:4280", f"127.0.0.1:{gate_port}")
        with envoy(str(program()), page, {"8081": origin.port, "4280": gate_port}, tmp_path) as port:
            assert get(port, "/users/7?a=1", {"X-Auth-User": "honest", "X-Headcount-Mask": "phone"})[::2] == (200, ONE)
            assert (origin.seen[-1][0], origin.seen[-1][1]["x-headcount-action"]) == ("/users/7?a=1", "allow")
            assert "x-headcount-mask" not in origin.seen[-1][1]
            get(port, "/users/7", {"X-Auth-User": "phone-masked"})
            assert origin.seen[-1][1]["x-headcount-mask"] == "phone"
            status, headers, _ = get(port, "/users/7", {"X-Auth-User": "blocked"})
            assert (status, headers["x-headcount-reason-id"]) == (403, "person")
            status, headers, _ = get(port, "/users/7", {"X-Auth-User": "throttled"})
            assert (status, 3_590 < int(headers["retry-after"]) <= 3_600) == (429, True)
            assert get(port, "/users/7", {"X-Auth-User": "challenged"})[0] == 401
            assert len(origin.seen) == 2


SERVER = """
import asyncio, sys
from headcount.gates.envoy_authz import Authorization
from headcount.gates.envoy_ext_proc import ExternalProcessor
from headcount.gates.envoy_server import started
from tests.gates.sites import gate

async def main():
    answers = gate()
    server, port = await started(sys.argv[1], Authorization(answers.gate), ExternalProcessor(answers))
    print(port, flush=True)
    await server.wait_for_termination()

asyncio.run(main())
"""


@contextmanager
def process(port: int) -> Iterator[int]:
    """The gate as a process of its own; its process id."""
    import subprocess  # noqa: PLC0415  # only here
    import sys  # noqa: PLC0415  # only here

    root = Path(__file__).parents[2]
    running = subprocess.Popen(
        [sys.executable, "-c", SERVER, f"127.0.0.1:{port}"],
        cwd=root,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(root), *sys.path])},
    )
    try:
        assert running.stdout is not None
        assert int(running.stdout.readline()) == port
        yield running.pid
    finally:
        running.kill()
        running.wait(10)
        if running.stdout is not None:
            running.stdout.close()


@pytest.mark.parametrize("heading", ["External processing", "External authorisation"])
def test_the_site_goes_on_when_the_gate_is_stopped_or_killed_under_load(heading: str, tmp_path: Path) -> None:
    answers: dict[str, Answer] = {"/users/7": (200, JSON, ONE), "/users": (200, JSON, many(20)), "/patients/7": (200, JSON, ONE)}
    gate_port, told = free_port(), list[tuple[int, bytes]]()
    over = threading.Event()

    def load(port: int, target: str) -> None:
        while not over.is_set():
            told.append(get(port, target, {"X-Auth-User": "honest"})[::2])

    with site(answers) as origin, process(gate_port) as pid:
        ports = {"8081": origin.port, "4290": gate_port}
        with envoy(str(program()), configuration(PAGE, heading), ports, tmp_path) as port, ThreadPoolExecutor(4) as pool:
            until(lambda: get(port, "/users/7", {"X-Auth-User": "blocked"})[0] == 403)
            running = [pool.submit(load, port, target) for target in ("/users/7", "/users") * 2]
            for sign in (signal.SIGSTOP, signal.SIGCONT, signal.SIGSTOP, signal.SIGKILL):
                time.sleep(0.4)
                os.kill(pid, sign)
                before = len(told)
                until(lambda before=before: len(told) >= before + 8)  # type: ignore[misc]  # a default binds it
            over.set()
            for one in running:
                one.result(20)
            assert get(port, "/users/7", {"X-Auth-User": "blocked"})[0] == 200  # nobody decides any more
            closed = get(port, "/patients/7")[0]
            assert closed == (500 if heading == "External processing" else 200)
    assert {status for status, _ in told} == {200}
    assert {body for _, body in told} == {ONE, many(20)}


class Slow(ExternalProcessor):
    """A gate that takes longer than Envoy waits."""

    async def process(self, questions: AsyncIterator[Any], peer: str) -> AsyncIterator[Any]:
        async for answer in super().process(questions, peer):
            await asyncio.sleep(0.5)
            yield answer


def test_a_slow_gate_does_not_hold_the_site_up(tmp_path: Path) -> None:
    answers: dict[str, Answer] = {"/users/7": (200, JSON, ONE), "/users": (200, JSON, many(20))}
    with site(answers) as origin, served(gate(), [], Slow) as gate_port:
        ports = {"8081": origin.port, "4290": gate_port}
        config = configuration(PAGE, "External processing")
        with envoy(str(program()), config, ports, tmp_path) as port, ThreadPoolExecutor(4) as pool:
            targets = ["/users/7", "/users"] * 6
            told = list(pool.map(lambda target: get(port, target, {"X-Auth-User": "blocked"}), targets))
            assert [(status, body) for status, _, body in told] == [(200, answers[target][2]) for target in targets]
            assert get(port, "/patients/7")[0] >= 500
