"""OpenTelemetry log records as lines: what an OTLP/HTTP exporter sends, as protobuf or as JSON, and the answers it expects.

Source: OpenTelemetry Protocol specification 1.9 (OTLP/HTTP request, response, partial success, JSON encoding); the messages are
`opentelemetry.proto.collector.logs.v1`.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from headcount.errors import ConfigError
from headcount.sources.taps.records import lines_of

try:
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]  # ships no type information
    from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import (
        ExportLogsPartialSuccess,
        ExportLogsServiceRequest,
        ExportLogsServiceResponse,
    )
except ImportError as error:
    raise ConfigError("a tap of kind http needs the package opentelemetry-proto: install headcount[live]") from error

Shape = Literal["body", "record"]
"""Whether a line is a record's body, or the whole record as JSON: `time` (microseconds), `body`, `attributes`, `resource`."""
PROTOBUF, JSON = "application/x-protobuf", "application/json"
_NOTHING = "log records without a body were left out"


class UnreadableError(Exception):
    """The request is not what its content type says."""


@dataclass(frozen=True, slots=True)
class Export:
    """What one request brought."""

    lines: bytes
    """Whole lines."""
    rejected: int
    """Records that are no line: without a body, where a line is the body."""


def from_protobuf(body: bytes, shape: Shape) -> Export:
    """Read an `ExportLogsServiceRequest`.

    Raises:
        UnreadableError: the body is none.
    """
    try:
        request = ExportLogsServiceRequest.FromString(body)
    except DecodeError as error:
        raise UnreadableError("not an ExportLogsServiceRequest") from error

    def attributes(pairs: Iterable[Any]) -> dict[str, Any]:
        return {pair.key: _value(pair.value) for pair in pairs}

    return _export(
        (
            (
                record.time_unix_nano or record.observed_time_unix_nano,
                _value(record.body),
                record.attributes,
                of.resource.attributes,
            )
            for of in request.resource_logs
            for scope in of.scope_logs
            for record in scope.log_records
        ),
        attributes,
        shape,
    )


def from_json(body: bytes, shape: Shape) -> Export:
    """Read the JSON form of the same.

    Raises:
        UnreadableError: the body is not JSON, or not of this form.
    """
    try:
        request = msgspec.json.decode(body)
        return _export(
            (
                (
                    int(record.get("timeUnixNano") or record.get("observedTimeUnixNano") or 0),
                    _json_value(record.get("body")),
                    record.get("attributes") or (),
                    (of.get("resource") or {}).get("attributes") or (),
                )
                for of in request.get("resourceLogs") or ()
                for scope in of.get("scopeLogs") or ()
                for record in scope.get("logRecords") or ()
            ),
            lambda pairs: {pair["key"]: _json_value(pair.get("value")) for pair in pairs},
            shape,
        )
    except (msgspec.DecodeError, AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise UnreadableError("not an ExportLogsServiceRequest") from error


def success(content_type: str, rejected: int) -> bytes:
    """The answer to a request that was taken, but for so many records."""
    if content_type == JSON:
        partial = {"partialSuccess": {"rejectedLogRecords": str(rejected), "errorMessage": _NOTHING}}
        return msgspec.json.encode(partial if rejected else {})
    if not rejected:
        return b""
    partial_success = ExportLogsPartialSuccess(rejected_log_records=rejected, error_message=_NOTHING)
    return bytes(ExportLogsServiceResponse(partial_success=partial_success).SerializeToString())


def failure(content_type: str, code: int, message: str) -> bytes:
    """The body of any other answer: a `google.rpc.Status` with a code below 128 and a message below 128 bytes."""
    if content_type == JSON:
        return msgspec.json.encode({"code": code, "message": message})
    text = message.encode()
    return bytes((0x08, code, 0x12, len(text))) + text


def _export(records: Iterable[tuple[int, Any, Any, Any]], attributes: Callable[[Any], Mapping[str, Any]], shape: Shape) -> Export:
    parts, rejected = list[bytes](), 0
    for time, body, of_record, of_resource in records:
        if shape == "record":
            whole = {"time": time // 1000, "body": body, "attributes": _nested(attributes(of_record))}
            parts.append(lines_of(msgspec.json.encode({**whole, "resource": _nested(attributes(of_resource))})))
        elif body is None or body == "":
            rejected += 1
        else:
            parts.append(lines_of(body.encode() if isinstance(body, str) else msgspec.json.encode(body)))
    return Export(b"".join(parts), rejected)


def _value(value: Any) -> Any:  # noqa: ANN401 - protobuf's messages are typed at run time
    """An `AnyValue` message as what it stands for."""
    kind = value.WhichOneof("value")
    if kind == "kvlist_value":
        return {pair.key: _value(pair.value) for pair in value.kvlist_value.values}
    if kind == "array_value":
        return [_value(item) for item in value.array_value.values]
    if kind == "bytes_value":
        return base64.b64encode(value.bytes_value).decode()
    return getattr(value, kind) if kind else None


def _json_value(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """The JSON form of an `AnyValue` as what it stands for."""
    if not value:
        return None
    kind, inside = next(iter(value.items()))
    if kind == "kvlistValue":
        return {pair["key"]: _json_value(pair.get("value")) for pair in inside.get("values") or ()}
    if kind == "arrayValue":
        return [_json_value(item) for item in inside.get("values") or ()]
    return int(inside) if kind == "intValue" else inside


def _nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes with dots in their names as objects in each other, so that a field map reaches them; clashing ones stay flat."""
    nested: dict[str, Any] = {}
    for name, value in flat.items():
        *path, last = name.split(".")
        inside: Any = nested
        for step in path:
            inside = inside.setdefault(step, {}) if isinstance(inside, dict) else None
        if isinstance(inside, dict) and last not in inside:
            inside[last] = value
        else:
            nested.setdefault(name, value)
    return nested
