"""Lines and OpenTelemetry logs pushed over HTTP."""

from __future__ import annotations

import gzip
import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("uvicorn", reason="the package uvicorn is not installed: headcount[live]")
pytest.importorskip("opentelemetry.proto", reason="the package opentelemetry-proto is not installed: headcount[live]")
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import (
    ExportLogsServiceRequest,
    ExportLogsServiceResponse,
)

from headcount.errors import ConfigError
from headcount.sources.taps.http_push import HttpPushTap
from headcount.sources.taps.tls import Tls
from tests.sources.taps.certificates import self_signed

Answer = tuple[int, Mapping[str, str], bytes]
Open = Callable[..., HttpPushTap]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    taps = list[HttpPushTap]()

    def open_tap(**more: Any) -> HttpPushTap:  # noqa: ANN401 - whatever the tap takes
        taps.append(HttpPushTap("127.0.0.1", 0, tmp_path / f"spool{len(taps)}", **more))
        taps[-1].resume({})
        assert taps[-1].take(0.0, 1000) == []
        return taps[-1]

    yield open_tap
    for tap in taps:
        tap.close()


def post(tap: HttpPushTap, path: str, body: bytes, headers: Mapping[str, str] | None = None, method: str = "POST") -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", tap.port, timeout=10)
    connection.request(method, path, body, dict(headers or {}))
    answer = connection.getresponse()
    found = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    connection.close()
    return found


def taken(tap: HttpPushTap) -> bytes:
    return b"".join(piece.block.data[: piece.block.size].tobytes() for piece in tap.take(0.1, 1 << 20))


def test_lines(opened: Open) -> None:
    tap = opened()
    status, headers, body = post(tap, "/v1/lines", b'{"a":1}\n{"a":2}', {"Content-Type": "application/x-ndjson"})
    assert (status, headers["content-type"], body) == (200, "application/json", b'{"lines":2}')
    assert post(tap, "/v1/lines", b"")[2] == b'{"lines":0}'
    assert (
        post(tap, "/v1/lines", gzip.compress(b"x\n") + gzip.compress(b"y\n"), {"Content-Encoding": "gzip"})[2] == b'{"lines":2}'
    )
    assert taken(tap) == b'{"a":1}\n{"a":2}\nx\ny\n'
    assert tap.counts["batches"] == 3


def test_a_batch_that_is_repeated_is_kept_once(opened: Open) -> None:
    tap = opened()
    for replayed in (None, "true", "true"):
        status, headers, body = post(tap, "/v1/lines", b"1\n", {"Idempotency-Key": "batch-1"})
        assert (status, headers.get("idempotency-replayed"), body) == (200, replayed, b'{"lines":1}')
    assert post(tap, "/v1/lines", b"1\n")[0] == 200
    assert taken(tap) == b"1\n1\n"


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("form", ["application/json", "application/x-protobuf"])
def test_logs(form: str, packed: bool, opened: Open) -> None:
    tap = opened()
    request = ExportLogsServiceRequest()
    records = request.resource_logs.add().scope_logs.add().log_records
    records.add().body.string_value = "GET /1"
    records.add()
    body = bytes(request.SerializeToString())
    if form == "application/json":
        logs = [{"body": {"stringValue": "GET /1"}}, {}]
        body = json.dumps({"resourceLogs": [{"scopeLogs": [{"logRecords": logs}]}]}).encode()
    headers = {"Content-Type": form, **({"Content-Encoding": "gzip"} if packed else {})}
    status, answered, answer = post(tap, "/v1/logs", gzip.compress(body) if packed else body, headers)
    assert (status, answered["content-type"]) == (200, form)
    if form == "application/json":
        assert json.loads(answer)["partialSuccess"]["rejectedLogRecords"] == "1"
    else:
        assert ExportLogsServiceResponse.FromString(answer).partial_success.rejected_log_records == 1
    assert taken(tap) == b"GET /1\n"
    assert post(tap, "/v1/logs", b"\xff\xff", {"Content-Type": form})[0] == 400


def test_what_is_refused_and_why(opened: Open) -> None:
    tap = opened(largest=100, allowed=lambda key: key == b"right")
    key = {"Authorization": "Bearer right"}
    bomb = gzip.compress(bytes(10_000))
    cases: list[tuple[Answer, int]] = [
        (post(tap, "/v1/lines", b"1\n"), 401),
        (post(tap, "/v1/lines", b"1\n", {"Authorization": "Bearer wrong"}), 401),
        (post(tap, "/v1/lines", b"1\n", {"Authorization": "Basic right"}), 401),
        (post(tap, "/other", b"1\n", key), 404),
        (post(tap, "/v1/lines", b"", key, "GET"), 405),
        (post(tap, "/v1/lines", b"x" * 101, key), 413),
        (post(tap, "/v1/lines", bomb, {**key, "Content-Encoding": "gzip"}), 413),
        (post(tap, "/v1/lines", bomb[:-5], {**key, "Content-Encoding": "gzip"}), 413),
        (post(tap, "/v1/lines", gzip.compress(b"1\n")[:-5], {**key, "Content-Encoding": "gzip"}), 400),
        (post(tap, "/v1/lines", b"1\n", {**key, "Content-Encoding": "gzip"}), 400),
        (post(tap, "/v1/lines", b"1\n", {**key, "Content-Encoding": "br"}), 415),
        (post(tap, "/v1/logs", b"1\n", {**key, "Content-Type": "text/plain"}), 415),
        (post(tap, "/v1/logs", b"1\n", {**key, "Content-Type": "application/json"}), 400),
    ]
    assert [answer[0] for answer, _ in cases] == [status for _, status in cases]
    assert taken(tap) == b""
    assert json.loads(cases[0][0][2]) == {"code": 16, "message": "no key, or not a known one"}
    assert post(tap, "/v1/lines", b"1\n", key)[0] == 200
    assert taken(tap) == b"1\n"


def test_a_chunked_body_is_bounded_too(opened: Open) -> None:
    tap = opened(largest=1000)
    with socket.create_connection(("127.0.0.1", tap.port), timeout=10) as connection:
        connection.sendall(b"POST /v1/lines HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        connection.sendall(b"400\r\n" + b"x" * 1024 + b"\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


def test_a_sender_that_goes_away_leaves_nothing(opened: Open) -> None:
    tap = opened()
    with socket.create_connection(("127.0.0.1", tap.port), timeout=10) as connection:
        connection.sendall(b"POST /v1/lines HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nGET /half")
    deadline = time.monotonic() + 5
    while not tap.counts["refused 400"] and time.monotonic() < deadline:
        time.sleep(0.01)
    assert tap.counts["refused 400"] == 1
    assert taken(tap) == b""


def test_senders_wait_while_the_spool_is_full(opened: Open) -> None:
    tap = opened(bound=200)
    assert post(tap, "/v1/lines", b"x" * 100)[0] == 200
    status, headers, body = post(tap, "/v1/lines", b"y" * 100, {"Idempotency-Key": "y"})
    assert (status, headers["retry-after"], json.loads(body)["message"]) == (429, "5", "no room now")
    assert tap.problem == "the spool is full: senders are told to wait"
    status, headers, body = post(
        tap,
        "/v1/logs",
        b'{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"%s"}}]}]}]}' % (b"z" * 100),
        {"Content-Type": "application/json"},
    )
    assert (status, headers["retry-after"]) == (429, "5")
    (piece,) = tap.take(1.0, 1000)
    tap.committed({piece.stream: piece.position})
    assert post(tap, "/v1/lines", b"y" * 100, {"Idempotency-Key": "y"})[0] == 200
    assert taken(tap) == b"y" * 100 + b"\n"
    assert tap.problem == ""


def test_tls_and_senders_with_certificates(opened: Open, tmp_path: Path) -> None:
    pair = self_signed(tmp_path)
    tap = opened(tls=Tls(*pair, client_ca=pair[0]))
    context = ssl.create_default_context(cafile=pair[0])

    def push() -> int:
        connection = http.client.HTTPSConnection("127.0.0.1", tap.port, timeout=10, context=context)
        try:
            connection.request("POST", "/v1/lines", b"1\n")
            return connection.getresponse().status
        finally:
            connection.close()

    with pytest.raises((ssl.SSLError, ConnectionError)):
        push()
    context.load_cert_chain(*pair)
    assert push() == 200
    assert taken(tap) == b"1\n"


def test_a_server_that_ended_is_told(opened: Open) -> None:
    tap = opened()
    assert tap.problem == ""
    tap._server.should_exit = True
    tap._spooled.join(10)
    assert tap.problem == "its server ended: start headcount again"


def test_what_cannot_be_configured(opened: Open, tmp_path: Path) -> None:
    tap = opened()
    with pytest.raises(ConfigError, match=f"cannot listen on 127.0.0.1:{tap.port}: Address already in use"):
        HttpPushTap("127.0.0.1", tap.port, tmp_path / "a")
    with pytest.raises(ConfigError, match=r"listening on 192\.0\.2\.1 needs keys"):
        HttpPushTap("192.0.2.1", 0, tmp_path / "b")
    with pytest.raises(ConfigError, match="the certificate, its key or the senders' authority cannot be used: No such file"):
        HttpPushTap("127.0.0.1", 0, tmp_path / "c", tls=Tls(str(tmp_path / "no"), str(tmp_path / "no")))


def test_many_senders_at_once(opened: Open) -> None:
    tap = opened()

    def send(sender: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", tap.port, timeout=20)
        for number in range(20):
            connection.request("POST", "/v1/lines", b"%d %d\n" % (sender, number))
            assert connection.getresponse().read() == b'{"lines":1}'
        connection.close()

    senders = [threading.Thread(target=send, args=(sender,)) for sender in range(8)]
    for thread in senders:
        thread.start()
    for thread in senders:
        thread.join()
    assert sorted(taken(tap).splitlines()) == sorted(b"%d %d" % (sender, number) for sender in range(8) for number in range(20))
