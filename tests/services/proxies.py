"""A gate, a site behind it, a `serve` that tells verdicts, and the proxy between, for tests of real proxies.

Everything listens on 127.0.0.1 or on unix sockets in a temporary folder, and is ended by its own process id.
"""

from __future__ import annotations

import http.client
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self, TypeVar
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from headcount.model.verdict import Action, Verdict
from headcount.policy.keys import hash_key

ROOT = Path(__file__).parents[2]
KEY = "a-key-that-only-tests-know-0000"
ADDRESS = "127.0.0.1"
_PATIENCE = 120.0
_FAR = 4_000_000_000_000_000
"""An end that no test reaches, microseconds since 1970."""


def program(name: str) -> str:
    """Where a program is; without it the test is skipped, and says so."""
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed (see tests/services/install.sh)")
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        port: int = probe.getsockname()[1]
        return port


def example(page: str, language: str, number: int = 0) -> str:
    """A configuration as it stands in a page of the documentation."""
    text = (ROOT / "docs" / "gates" / page).read_text("utf-8")
    blocks = re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    found: str = blocks[number]
    return found


def replaced(text: str, changes: Mapping[str, object]) -> str:
    """The text with the places of this test; every one of them must occur."""
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, str(new))
    return text


Server = TypeVar("Server", bound=ThreadingHTTPServer)


class _Site(ThreadingHTTPServer):
    """Remembers the headers of each request."""

    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """A proxy that went away is no news."""

    def __init__(self) -> None:
        super().__init__((ADDRESS, 0), _Answers)
        self.asked: list[tuple[str, dict[str, str]]] = []


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Site

    def do_GET(self) -> None:
        self.server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        body = b"of the site"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the parameter's name in the standard library
        """Say nothing."""


@contextmanager
def site() -> Iterator[_Site]:
    """The site behind the proxy."""
    with _running(_Site()) as server:
        yield server


class _Serve(ThreadingHTTPServer):
    """`headcount serve`, as far as a gate asks it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__((ADDRESS, 0), _Tells)
        self.verdicts: list[Verdict] = []
        self.keys: list[str] = []

    def judge(self, lens: str, client: str, action: Action, *, until: int = _FAR, lifted: bool = False) -> Verdict:
        """One more verdict."""
        verdict = Verdict(len(self.verdicts) + 1, lens, client, action, 0, until, "finding:slow_crawl:1", lifted=lifted)
        self.verdicts.append(verdict)
        return verdict


class _Tells(BaseHTTPRequestHandler):
    server: _Serve

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        self.server.keys.append(self.headers.get("Authorization", ""))
        after, until = int(asked["after"][0]), time.monotonic() + min(2.0, float(asked["wait"][0]))
        while not (found := [v for v in self.server.verdicts if v.number > after]) and time.monotonic() < until:
            time.sleep(0.02)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(msgspec.json.Encoder().encode_lines(found))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the parameter's name in the standard library
        """Say nothing."""


@contextmanager
def serve() -> Iterator[_Serve]:
    """What gates get their verdicts from."""
    with _running(_Serve()) as server:
        yield server


@contextmanager
def _running(server: Server) -> Iterator[Server]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


@dataclass
class Child:
    """A program that this test started."""

    command: Sequence[str]
    folder: Path
    ready: Callable[[], object]
    """Raises OSError until the program answers."""
    home: Path | None = None
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        """Start it, again if need be, and wait until it answers."""
        known = os.environ | ({"HOME": str(self.home)} if self.home else {})
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=self.folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=known
            )
        deadline = time.monotonic() + _PATIENCE
        while self.process.poll() is None and time.monotonic() < deadline:
            with suppress(OSError, http.client.HTTPException):
                self.ready()
                return
            time.sleep(0.02)
        raise AssertionError(f"{self.command[0]} does not answer\n{self.log()}")

    def log(self) -> str:
        """What it said."""
        return (self.folder / "log").read_text("utf-8", "replace")[-5000:]

    def fill_its_disk(self) -> None:
        """From now on no file that it writes grows, until it is started again."""
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (0, 0))

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self.process.send_signal(number)

    def end(self) -> int:
        """End it, and say with which code it did."""
        for number in (signal.SIGCONT, signal.SIGTERM):
            if self.process.poll() is None:
                self.process.send_signal(number)
        try:
            return self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait(10)


@contextmanager
def running(command: Sequence[str], folder: Path, ready: Callable[[], object], home: Path | None = None) -> Iterator[Child]:
    """A program, until the test ends; `home` is where it may keep what it wants."""
    folder.mkdir(parents=True, exist_ok=True)
    child = Child(command, folder, ready, home)
    child.start()
    try:
        yield child
    finally:
        child.end()


ROUTES = """
[[routes]]
template = "/orders/{id}"
subject = "id"
records = "people"
kinds = ["phone"]
"""


@dataclass(frozen=True)
class Said:
    """An answer of a gate."""

    status: int
    text: str


@dataclass
class GateProcess:
    """A real `headcount gate`."""

    child: Child
    socket: Path | None
    port: int

    def ask(self, path: str, headers: Mapping[str, str], method: str = "GET", body: bytes = b"") -> Said:
        """One question, as a proxy asks it."""
        connection = _Unix(self.socket) if self.socket else http.client.HTTPConnection(ADDRESS, self.port)
        try:
            connection.request(method, path, body or None, dict(headers))
            answer = connection.getresponse()
            return Said(answer.status, answer.read().decode())
        finally:
            connection.close()

    def headers(self, path: str, headers: Mapping[str, str]) -> tuple[int, dict[str, str]]:
        """Status and headers, by name in lower case, of the answer to one question."""
        connection = _Unix(self.socket) if self.socket else http.client.HTTPConnection(ADDRESS, self.port)
        try:
            connection.request("GET", path, None, dict(headers))
            answer = connection.getresponse()
            answer.read()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}
        finally:
            connection.close()


class _Unix(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=5)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


@contextmanager
def gate(
    folder: Path, *, over_socket: bool, settings: str = "", routes: str = ROUTES, serve_port: int = 0, more: str = ""
) -> Iterator[GateProcess]:
    """A gate of its own process; `settings` are lines of `[gate]`, `more` are further tables."""
    folder.mkdir(parents=True, exist_ok=True)
    port, path = (0, folder / "gate.sock") if over_socket else (free_port(), None)
    where = f'socket = "{path}"' if path else f'listen = "{ADDRESS}:{port}"'
    secret = folder / "serve.key"
    secret.touch(0o600)
    secret.write_text(KEY)
    told = f'serve = "http://{ADDRESS}:{serve_port}"\nserve_key_file = "{secret}"\n' if serve_port else ""
    (folder / "headcount.toml").write_text(
        f'{routes}\n[gate]\n{where}\naccount_header = "X-Headcount-Account"\nkeys = ["{hash_key(KEY)}"]\n{told}{settings}\n{more}'
    )

    def ready() -> None:
        with socket.socket(socket.AF_UNIX if path else socket.AF_INET) as probe:
            probe.connect(str(path) if path else (ADDRESS, port))

    command = [sys.executable, "-m", "headcount", "gate", "--config", "headcount.toml"]
    with running(command, folder, ready) as child:
        yield GateProcess(child, path, port)


def fetch(port: int, target: str, headers: Mapping[str, str] = {}) -> tuple[int, dict[str, str], str]:  # never changed
    """Status, headers and body of one request to the proxy."""
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=10)
    try:
        connection.request("GET", target, headers=dict(headers))
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()
    finally:
        connection.close()


def until(true: Callable[[], bool], what: str) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + _PATIENCE
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


class Load:
    """Clients that ask one after the other, over kept connections, until they are stopped."""

    def __init__(self, port: int, target: str, clients: int = 4) -> None:
        self.statuses = Counter[int]()
        self.slowest = 0.0
        """Seconds."""
        self._port, self._target = port, target
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(clients)]

    def _run(self) -> None:
        connection = http.client.HTTPConnection(ADDRESS, self._port, timeout=10)
        while not self._ended.is_set():
            start = time.monotonic()
            try:
                connection.request("GET", self._target)
                answer = connection.getresponse()
                answer.read()
                self.statuses[answer.status] += 1
            except (OSError, http.client.HTTPException):
                self.statuses[0] += 1
                connection.close()
            self.slowest = max(self.slowest, time.monotonic() - start)
            time.sleep(0.001)
        connection.close()

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join(20)

    def answered(self) -> int:
        """How many answers there were, of any kind."""
        return sum(self.statuses.values())

    def more(self, answers: int) -> None:
        """Wait for so many more answers."""
        wanted = self.answered() + answers
        until(lambda: self.answered() >= wanted, f"{answers} more answers; so far {self.statuses}")
