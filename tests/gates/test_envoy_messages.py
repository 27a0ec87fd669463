"""Envoy's messages: every field has the number and type that Envoy's own definitions give it."""

from __future__ import annotations

import dataclasses
from importlib import import_module

import pytest

from headcount.gates.envoy_messages import FIELDS, OVERWRITE, SEND, fields_of, messages, option

PLACES = {
    "CheckRequest": "envoy.service.auth.v3.CheckRequest",
    "AttributeContext": "envoy.service.auth.v3.AttributeContext",
    "Peer": "envoy.service.auth.v3.AttributeContextPeer",
    "Address": "envoy.config.core.v3.Address",
    "SocketAddress": "envoy.config.core.v3.SocketAddress",
    "Request": "envoy.service.auth.v3.AttributeContextRequest",
    "HttpRequest": "envoy.service.auth.v3.AttributeContextHttpRequest",
    "CheckResponse": "envoy.service.auth.v3.CheckResponse",
    "DeniedHttpResponse": "envoy.service.auth.v3.DeniedHttpResponse",
    "OkHttpResponse": "envoy.service.auth.v3.OkHttpResponse",
    "HttpStatus": "envoy.type.v3.HttpStatus",
    "HeaderValueOption": "envoy.config.core.v3.HeaderValueOption",
    "HeaderValue": "envoy.config.core.v3.HeaderValue",
    "HeaderMap": "envoy.config.core.v3.HeaderMap",
    **{
        name: f"envoy.service.ext_proc.v3.{name}"
        for name in FIELDS
        if name.startswith(("Processing", "Http", "Headers", "Body", "Trailers", "Common", "HeaderMutation", "Immediate"))
        and name not in {"HttpStatus", "HttpRequest", "ProcessingMode"}
    },
    "ProcessingMode": "envoy.extensions.filters.http.ext_proc.v3.ProcessingMode",
    "Status": "google.rpc.Status",
}
MAPS = {"Pair", "StructPair", "NamedStruct"}
"""Pairs of key and value, which is what a map is on the wire."""


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the other package, when it is loaded
@pytest.mark.parametrize("name", sorted(PLACES))
def test_numbers_and_types(name: str) -> None:
    pytest.importorskip("envoy_data_plane", reason="envoy-data-plane is not installed: the group dev has it")
    place, _, theirs = PLACES[name].rpartition(".")
    described = getattr(import_module(f"envoy_data_plane.{place}"), theirs)
    fields = {field.name: field.metadata["betterproto"] for field in dataclasses.fields(described)}
    for field, (number, kind) in FIELDS[name].items():
        told = fields[field]
        assert told.number == number, field
        bare = kind.removesuffix("*")
        several = "map" if bare in MAPS else "message"
        assert told.proto_type in {bare, "enum" if bare == "int32" else bare, several if bare in FIELDS else bare}, field
        assert (told.repeated or told.proto_type == "map") == kind.endswith("*"), field


def test_headers_go_there_and_back() -> None:
    made = messages()
    header = made["HeaderMap"]()
    header.headers.add(key="X-A", value="1")
    header.headers.add(key="x-a", raw_value=b"2")
    header.headers.add(key=":path", raw_value=b"/\xff")
    assert fields_of(header) == {"x-a": "1, 2", ":path": "/\udcff"}
    raw, plain = option("X-A", "v"), option("X-A", "v", raw=False)
    assert (raw.header.key, raw.header.raw_value, raw.header.value, raw.append_action) == ("x-a", b"v", "", OVERWRITE)
    assert (plain.header.raw_value, plain.header.value) == (b"", "v")
    assert SEND == 1
