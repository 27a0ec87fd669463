"""A real Envoy of a test's own: on 127.0.0.1, on free ports, ended by its own process id. And a site behind it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_START, _STOP = 30.0, 10.0
_CHUNK = 10_000
Answer = tuple[int, dict[str, str], bytes]
"""Status, headers by lower-case name, body."""


def program() -> str | None:
    """Envoy's program, of the environment that runs this; None when it is not installed."""
    return shutil.which("envoy", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def configuration(page: Path, heading: str) -> str:
    """The YAML block below a heading of a page of the documentation: what a reader copies is what the test runs."""
    section = page.read_text("utf-8").split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    found = re.search(r"```yaml\n(.*?)```", section, re.DOTALL)
    assert found, f"{page.name}: no YAML below {heading!r}"
    return found[1]


@dataclass
class Site:
    """A plain site that answers as it is told, and remembers what reached it."""

    port: int
    answers: dict[str, Answer]
    """By path (without query)."""
    seen: list[tuple[str, Mapping[str, str]]]
    """Target and headers of each request."""


@contextmanager
def site(answers: dict[str, Answer]) -> Iterator[Site]:
    """A running site; a path that it does not know is 404."""
    seen: list[tuple[str, Mapping[str, str]]] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # headers and body in one piece

        def do_GET(self) -> None:
            seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            status, headers, body = answers.get(self.path.partition("?")[0], (404, {}, b""))
            self.send_response(status)
            chunked = headers.get("transfer-encoding") == "chunked"
            for name, value in {**headers, **({} if chunked else {"content-length": str(len(body))})}.items():
                self.send_header(name, value)
            self.end_headers()
            for start in range(0, len(body), _CHUNK) if chunked else ():
                part = body[start : start + _CHUNK]
                self.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
            self.wfile.write(b"0\r\n\r\n" if chunked else body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the library's
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield Site(server.server_address[1], answers, seen)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(_STOP)


@contextmanager
def envoy(envoy_program: str, config: str, ports: Mapping[str, int], folder: Path) -> Iterator[int]:
    """A running Envoy; the port that it listens on for clients.

    Args:
        envoy_program: its program.
        config: YAML; every port of the page is replaced by one of the test's own.
        ports: port as the page has it to the port that is used.
        folder: for the configuration and the log.
    """
    listen = free_port()
    for before, after in {**ports, "8080": listen}.items():
        assert f"port_value: {before}" in config, f"the page has no port {before}"
        config = config.replace(f"port_value: {before}", f"port_value: {after}")
    (folder / "envoy.yaml").write_text(config, "utf-8")
    with (folder / "envoy.log").open("wb") as log:
        command = [
            envoy_program,
            "-c",
            str(folder / "envoy.yaml"),
            "--base-id",
            str(listen),
            "--concurrency",
            "1",
            "--file-flush-interval-msec",
            "100",  # of access logs, which tests wait for
            "-l",
            "warning",
        ]
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        try:
            until(lambda: _answers(listen) or process.poll() is not None)
            assert process.poll() is None, (folder / "envoy.log").read_text("utf-8", "replace")[-4000:]
            yield listen
        finally:
            process.terminate()
            try:
                process.wait(_STOP)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(_STOP)


def until(true: Callable[[], bool], seconds: float = _START) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def get(port: int, target: str, headers: Mapping[str, str] | None = None, seconds: float = 10.0) -> Answer:
    """One request; refusals are answers too."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{target}", headers=dict(headers or {}))  # our own
    try:
        with urllib.request.urlopen(request, timeout=seconds) as answer:  # noqa: S310  # as above
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, {name.lower(): value for name, value in error.headers.items()}, error.read()
