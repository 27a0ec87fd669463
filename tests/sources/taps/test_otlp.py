"""OTLP log records as lines."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("opentelemetry.proto", reason="the package opentelemetry-proto is not installed: headcount[live]")
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import (
    ExportLogsServiceRequest,
    ExportLogsServiceResponse,
)

from headcount.sources.taps.otlp import (
    JSON,
    PROTOBUF,
    Export,
    UnreadableError,
    failure,
    from_json,
    from_protobuf,
    success,
)

RECORDS = [
    {"timeUnixNano": "1700000000123456789", "body": {"stringValue": "GET /a"}},
    {"body": {"stringValue": "GET /b\nGET /c"}},
    {"body": {"kvlistValue": {"values": [{"key": "path", "value": {"stringValue": "/d"}}]}}},
    {"body": {"arrayValue": {"values": [{"intValue": "7"}, {"boolValue": True}, {"doubleValue": 0.5}]}}},
    {"body": {"bytesValue": "AP8="}},
    {"body": {"intValue": 0}},
    {"body": {"stringValue": ""}},
    {
        "observedTimeUnixNano": "1700000001000000000",
        "attributes": [
            {"key": "http.request.method", "value": {"stringValue": "GET"}},
            {"key": "url.path", "value": {"stringValue": "/e"}},
            {"key": "url", "value": {"stringValue": "clash"}},
            {"key": "client.address", "value": {"stringValue": "192.0.2.1"}},
        ],
    },
]
REQUEST = {
    "resourceLogs": [
        {
            "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "shop"}}]},
            "scopeLogs": [{"scope": {"name": "x"}, "logRecords": RECORDS[:4]}, {"logRecords": RECORDS[4:]}],
        }
    ]
}
BODIES = b'GET /a\nGET /b\nGET /c\n{"path":"/d"}\n[7,true,0.5]\nAP8=\n0\n'


def as_protobuf() -> bytes:
    request = ExportLogsServiceRequest()
    of = request.resource_logs.add()
    of.resource.attributes.add(key="service.name").value.string_value = "shop"
    first, second = of.scope_logs.add(), of.scope_logs.add()
    first.log_records.add(time_unix_nano=1700000000123456789).body.string_value = "GET /a"
    first.log_records.add().body.string_value = "GET /b\nGET /c"
    first.log_records.add().body.kvlist_value.values.add(key="path").value.string_value = "/d"
    values = first.log_records.add().body.array_value.values
    values.add().int_value = 7
    values.add().bool_value = True
    values.add().double_value = 0.5
    second.log_records.add().body.bytes_value = b"\x00\xff"
    second.log_records.add().body.int_value = 0
    second.log_records.add().body.string_value = ""
    last = second.log_records.add(observed_time_unix_nano=1700000001000000000)
    for key, text in (("http.request.method", "GET"), ("url.path", "/e"), ("url", "clash"), ("client.address", "192.0.2.1")):
        last.attributes.add(key=key).value.string_value = text
    return bytes(request.SerializeToString())


@pytest.mark.parametrize("form", ["json", "protobuf"])
def test_bodies(form: str) -> None:
    read = from_json(json.dumps(REQUEST).encode(), "body") if form == "json" else from_protobuf(as_protobuf(), "body")
    assert read == Export(BODIES, 2)


@pytest.mark.parametrize("form", ["json", "protobuf"])
def test_whole_records(form: str) -> None:
    read = from_json(json.dumps(REQUEST).encode(), "record") if form == "json" else from_protobuf(as_protobuf(), "record")
    lines = [json.loads(line) for line in read.lines.splitlines()]
    assert (len(lines), read.rejected) == (8, 0)
    resource = {"service": {"name": "shop"}}
    assert lines[0] == {"time": 1700000000123456, "body": "GET /a", "attributes": {}, "resource": resource}
    assert lines[7] == {
        "time": 1700000001000000,
        "body": None,
        "attributes": {
            "http": {"request": {"method": "GET"}},
            "url": {"path": "/e"},
            "client": {"address": "192.0.2.1"},
        },
        "resource": resource,
    }


def test_nothing_is_a_success() -> None:
    assert from_json(b"{}", "body") == from_protobuf(b"", "body") == Export(b"", 0)
    assert success(JSON, 0) == b"{}"
    assert success(PROTOBUF, 0) == b""


def test_partial_success() -> None:
    partial = json.loads(success(JSON, 3))
    assert partial == {"partialSuccess": {"rejectedLogRecords": "3", "errorMessage": "log records without a body were left out"}}
    answer = ExportLogsServiceResponse.FromString(success(PROTOBUF, 3))
    assert answer.partial_success.rejected_log_records == 3
    assert answer.partial_success.error_message == "log records without a body were left out"


def test_failure_is_a_status_message() -> None:
    assert json.loads(failure(JSON, 8, "no room now")) == {"code": 8, "message": "no room now"}
    assert failure(PROTOBUF, 8, "no room now") == b"\x08\x08\x12\x0bno room now"


@given(body=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    for read in (from_protobuf, from_json):
        try:
            export = read(body, "record")
        except UnreadableError:
            continue
        assert export.lines == b"" or export.lines.endswith(b"\n")


@given(
    value=st.recursive(
        st.none() | st.integers() | st.text() | st.booleans(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from(["resourceLogs", "scopeLogs", "logRecords", "body"]), inner)
        ),
        max_leaves=20,
    )
)
def test_any_json_is_read_or_refused(value: object) -> None:
    try:
        from_json(json.dumps(value).encode(), "body")
    except UnreadableError:
        return
