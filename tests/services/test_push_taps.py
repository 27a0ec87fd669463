"""Taps that are pushed to: killed while senders send, and with a real nginx that logs over syslog."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from headcount.sources import SOURCES
from headcount.sources.taps.interface import Piece
from headcount.sources.taps.syslog import SyslogTap
from tests.services.brokers import found, free_port
from tests.services.exactly_once import check, contents, killed_again_and_again, until_counted

KILLS = int(os.environ.get("KILLS", "10"))
CONFIG = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log syslog:server=127.0.0.1:{syslog},tag=shop;
    client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
    uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
    server {{ listen 127.0.0.1:{port}; location / {{ return 200 "hello"; }} }}
}}
"""


def push(port: int, number: int, lines: Sequence[bytes]) -> None:
    """As a sender does that must lose nothing: again under the same name until it hears 200."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("POST", "/v1/lines", b"\n".join(lines), {"Idempotency-Key": f"batch {number}"})
            if connection.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.01)
        finally:
            connection.close()
    raise AssertionError("nobody took the batch")


def test_pushed_lines_are_kept_once_whenever_the_process_is_killed(tmp_path: Path) -> None:
    pytest.importorskip("uvicorn", reason="the package uvicorn is not installed: headcount[live]")
    pytest.importorskip("opentelemetry.proto", reason="the package opentelemetry-proto is not installed: headcount[live]")
    from headcount.sources.taps.http_push import HttpPushTap  # noqa: PLC0415 - needs the packages

    lines, ledger, port = contents(KILLS * 1000), tmp_path / "ledger", free_port()
    settings: dict[str, Any] = {"host": "127.0.0.1", "port": port, "spool": tmp_path / "spool"}
    numbers = iter(range(len(lines)))
    killed_again_and_again(HttpPushTap, settings, ledger, KILLS, lines, lambda some: push(port, next(numbers), some))
    tap = HttpPushTap(**settings)
    until_counted(tap, ledger, len(lines))
    check(ledger, lines)
    assert (tap.problem, tap.lag().bytes) == ("", 0)
    assert len(list((tmp_path / "spool").glob("*.frames"))) == 1
    tap.close()


@pytest.fixture
def nginx(tmp_path: Path) -> Iterator[tuple[SyslogTap, int]]:
    if not found("nginx"):
        pytest.skip("nginx is not installed: tests/services/install.sh does it, as root on Debian")
    tap, port = SyslogTap("127.0.0.1", 0, tmp_path / "spool", protocols=("udp",)), free_port()
    tap.resume({})
    assert tap.take(0.0, 1000) == []
    config = tmp_path / "nginx.conf"
    config.write_text(CONFIG.format(folder=tmp_path, syslog=tap.port, port=port))
    process = subprocess.Popen([found("nginx") or "nginx", "-p", str(tmp_path), "-c", str(config)], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.02)
    yield tap, port
    process.send_signal(signal.SIGTERM)
    process.wait(10)
    tap.close()


def test_nginx_logs_over_syslog(nginx: tuple[SyslogTap, int]) -> None:
    tap, port = nginx
    for number in range(200):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/order/{number}", timeout=5) as answer:
            assert answer.read() == b"hello"
    pieces, deadline = list[Piece](), time.monotonic() + 10
    while sum(piece.block.data[: piece.block.size].tobytes().count(b"\n") for piece in pieces) < 200:
        assert time.monotonic() < deadline
        pieces += tap.take(0.1, 1 << 20)
    text = b"".join(piece.block.data[: piece.block.size].tobytes() for piece in pieces)
    (combined,) = (source for source in SOURCES if source.name == "combined")
    assert combined.recognise(text) == 1.0
    reader = combined.open(text)
    read = [reader.read(piece.block) for piece in pieces]
    assert sum(len(batch) for batch, _ in read) == 200
    assert sum(len(skipped) for _, skipped in read) == 0
    assert [line.split(b'"')[1] for line in text.splitlines()] == [b"GET /order/%d HTTP/1.1" % number for number in range(200)]
