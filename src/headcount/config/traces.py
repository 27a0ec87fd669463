"""`[traces]` of `headcount.toml`: what was done and how long it took, as OpenTelemetry spans, where somebody asks for it.

A span has a name, a beginning, an end, and a few words and numbers: which tap, how many, what was decided. No client, person,
route or address is in any, and none is for one request of a site.

Source: OpenTelemetry specification, trace API and SDK; OTLP/HTTP 1.x; RFC 3986 for the address.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast
from urllib.parse import urlsplit

import msgspec

from headcount import __version__
from headcount.errors import ConfigError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor

_PATIENCE = 5
"""Seconds that the collector may take, and that the last spans may take at the end."""


class TracesConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[traces]`."""

    endpoint: str = ""
    """Where a collector takes OTLP over HTTP, such as `http://127.0.0.1:4318/v1/traces`; empty: nothing is traced."""


class Tracer(Protocol):
    """Takes note of what was done."""

    def span(self, name: str, /, **told: str | int) -> AbstractContextManager[object]:
        """What is done inside of the `with` block; a failure marks it by the failure's type."""

    def note(self, name: str, since: int, until: int, /, **told: str | int) -> None:
        """What was done between two times, nanoseconds since 1970 UTC."""

    def close(self) -> None:
        """Send what is left, and stop."""


class Untraced:
    """Nothing is traced."""

    def span(self, _: str, /, **_told: str | int) -> AbstractContextManager[object]:
        """See `Tracer`."""
        return nullcontext()

    def note(self, _: str, _since: int, _until: int, /, **_told: str | int) -> None:
        """See `Tracer`."""

    def close(self) -> None:
        """See `Tracer`."""


class Traced:
    """Spans of one program. They are sent by a thread; while the collector is away, they are lost and nothing waits."""

    def __init__(self, program: str, processor: SpanProcessor) -> None:
        """`program` is the service's name in the traces; `processor` takes finished spans."""
        sdk, resources = import_module("opentelemetry.sdk.trace"), import_module("opentelemetry.sdk.resources")
        about = resources.Resource({"service.name": program, "service.version": __version__})
        self._provider = sdk.TracerProvider(resource=about, shutdown_on_exit=False)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("headcount", __version__)

    @contextmanager
    def span(self, name: str, /, **told: str | int) -> Iterator[None]:
        """See `Tracer`."""
        with self._tracer.start_as_current_span(
            name, attributes=_named(told), record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield
            except Exception as error:
                span.set_attribute("error.type", type(error).__name__)
                raise

    def note(self, name: str, since: int, until: int, /, **told: str | int) -> None:
        """See `Tracer`."""
        self._tracer.start_span(name, start_time=since, attributes=_named(told)).end(until)

    def close(self) -> None:
        """See `Tracer`."""
        self._provider.shutdown()


def tracer(config: TracesConfig, program: str) -> Tracer:
    """What takes note, as the configuration says.

    Raises:
        ConfigError: the endpoint is no address, or the packages are not installed.
    """
    if not config.endpoint:
        return Untraced()
    parts = urlsplit(config.endpoint)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ConfigError(
            f"[traces] endpoint: {config.endpoint} is no address; write one such as http://127.0.0.1:4318/v1/traces"
        )
    try:
        exporters = import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
        sdk = import_module("opentelemetry.sdk.trace.export")
    except ImportError as error:
        raise ConfigError("[traces] needs the OpenTelemetry SDK: install headcount[traces]") from error
    exporter = exporters.OTLPSpanExporter(endpoint=config.endpoint, timeout=_PATIENCE)
    return Traced(program, cast("SpanProcessor", sdk.BatchSpanProcessor(exporter)))


def _named(told: dict[str, str | int]) -> dict[str, str | int]:
    """Attributes under headcount's own prefix, as the specification asks of names that are not of its conventions."""
    return {f"headcount.{name}": value for name, value in told.items()}
