"""Traces: an exporter in memory, and a collector of the test's own."""

from __future__ import annotations

import gzip
import sys
import threading
import urllib.parse
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from headcount import __version__
from headcount.config.traces import Traced, TracesConfig, Untraced, tracer
from headcount.errors import ConfigError

pytest.importorskip("opentelemetry.sdk", reason="the package opentelemetry-sdk is not installed: headcount[traces]")
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter


def test_a_span_says_what_was_done_and_how_it_failed() -> None:
    kept = InMemorySpanExporter()
    traced = Traced("headcount-serve", SimpleSpanProcessor(kept))
    with pytest.raises(ValueError, match="a made-up secret"), traced.span("headcount.commit", lines=3):
        raise ValueError("a made-up secret")
    with traced.span("outer"), traced.span("inner", tap="shop"):
        pass
    failed, inner, outer = kept.get_finished_spans()
    assert (failed.name, dict(failed.attributes or {})) == (
        "headcount.commit",
        {"headcount.lines": 3, "error.type": "ValueError"},
    )
    assert failed.events == ()
    assert "secret" not in failed.to_json()
    assert (inner.name, dict(inner.attributes or {})) == ("inner", {"headcount.tap": "shop"})
    assert inner.parent is not None
    assert inner.parent.span_id == outer.context.span_id
    assert dict(outer.resource.attributes) == {"service.name": "headcount-serve", "service.version": __version__}
    traced.close()


def test_what_was_done_before_is_noted_with_its_times() -> None:
    kept = InMemorySpanExporter()
    Traced("headcount-gate", SimpleSpanProcessor(kept)).note("headcount.gate.decisions", 1_000, 5_000, requests=7)
    (span,) = kept.get_finished_spans()
    assert (span.start_time, span.end_time, dict(span.attributes or {})) == (1_000, 5_000, {"headcount.requests": 7})


def test_nothing_is_traced_unless_it_is_asked_for() -> None:
    made = tracer(TracesConfig(), "headcount-gate")
    assert isinstance(made, Untraced)
    with made.span("headcount.commit", lines=1):
        made.note("headcount.gate.decisions", 0, 1, requests=1)
    made.close()


@pytest.mark.parametrize("endpoint", ["127.0.0.1:4318", "http://", "file:///spans"])
def test_what_is_no_address(endpoint: str) -> None:
    with pytest.raises(ConfigError, match=r"\[traces\] endpoint: .* is no address"):
        tracer(TracesConfig(endpoint), "headcount-gate")


def test_without_the_packages_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(ConfigError, match=r"install headcount\[traces\]"):
        tracer(TracesConfig("http://127.0.0.1:4318/v1/traces"), "headcount-gate")


@pytest.fixture
def collector() -> Iterator[tuple[str, list[ExportTraceServiceRequest]]]:
    """Its address, and what it was sent."""
    got = list[ExportTraceServiceRequest]()

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            body = gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body
            got.append(ExportTraceServiceRequest.FromString(body))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that it has there
            del format, args

    server = HTTPServer(("127.0.0.1", 0), Takes)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield urllib.parse.urlunsplit(("http", f"127.0.0.1:{server.server_port}", "/v1/traces", "", "")), got
    server.shutdown()
    server.server_close()
    thread.join(10)


def test_a_collector_gets_them(collector: tuple[str, list[ExportTraceServiceRequest]]) -> None:
    endpoint, got = collector
    made = tracer(TracesConfig(endpoint), "headcount-gate")
    made.note("headcount.gate.decisions", 1_000, 5_000, requests=7)
    made.close()
    (request,) = got
    (about,) = request.resource_spans
    (scope,) = about.scope_spans
    (span,) = scope.spans
    assert [(pair.key, pair.value.string_value) for pair in about.resource.attributes] == [
        ("service.name", "headcount-gate"),
        ("service.version", __version__),
    ]
    assert (span.name, span.start_time_unix_nano, span.end_time_unix_nano) == ("headcount.gate.decisions", 1_000, 5_000)
    assert [(pair.key, pair.value.int_value) for pair in span.attributes] == [("headcount.requests", 7)]
