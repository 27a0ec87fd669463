"""The messages that Envoy and a gate exchange, as far as a gate reads and writes them (Envoy API v3, protocol buffers).

Taken from the definitions of `envoy.service.auth.v3` and `envoy.service.ext_proc.v3`: what counts on the wire is a field's number
and type, and what is not named here is skipped. So the gate needs neither Envoy's own classes (which take a second to load, and
some claim the package name `envoy`) nor generated code. A test compares every field with Envoy's definitions.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from headcount.errors import ConfigError

CHECK = "/envoy.service.auth.v3.Authorization/Check"
PROCESS = "/envoy.service.ext_proc.v3.ExternalProcessor/Process"
OVERWRITE = 2
"""`HeaderValueOption.HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD`."""
SEND, SKIP = 1, 2
"""`ProcessingMode.HeaderSendMode`."""
NO_BODY, STREAMED, BUFFERED = 0, 1, 2
"""`ProcessingMode.BodySendMode`."""

FIELDS: dict[str, dict[str, tuple[int, str]]] = {
    "CheckRequest": {"attributes": (1, "AttributeContext")},
    "AttributeContext": {"source": (1, "Peer"), "request": (4, "Request")},
    "Peer": {"address": (1, "Address")},
    "Address": {"socket_address": (1, "SocketAddress")},
    "SocketAddress": {"address": (2, "string")},
    "Request": {"http": (2, "HttpRequest")},
    "HttpRequest": {
        "method": (2, "string"),
        "headers": (3, "Pair*"),
        "path": (4, "string"),
        "header_map": (13, "HeaderMap"),
    },
    "Pair": {"key": (1, "string"), "value": (2, "string")},
    "CheckResponse": {
        "status": (1, "Status"),
        "denied_response": (2, "DeniedHttpResponse"),
        "ok_response": (3, "OkHttpResponse"),
        "dynamic_metadata": (4, "Struct"),
    },
    "Status": {"code": (1, "int32")},
    "DeniedHttpResponse": {"status": (1, "HttpStatus"), "headers": (2, "HeaderValueOption*")},
    "OkHttpResponse": {"headers": (2, "HeaderValueOption*"), "headers_to_remove": (5, "string*")},
    "HttpStatus": {"code": (1, "int32")},
    "HeaderValueOption": {"header": (1, "HeaderValue"), "append_action": (3, "int32")},
    "HeaderValue": {"key": (1, "string"), "value": (2, "string"), "raw_value": (3, "bytes")},
    "HeaderMap": {"headers": (1, "HeaderValue*")},
    "Struct": {"fields": (1, "StructPair*")},
    "StructPair": {"key": (1, "string"), "value": (2, "Value")},
    "Value": {"string_value": (3, "string")},
    "ProcessingRequest": {
        "request_headers": (2, "HttpHeaders"),
        "response_headers": (3, "HttpHeaders"),
        "request_body": (4, "HttpBody"),
        "response_body": (5, "HttpBody"),
        "request_trailers": (6, "HttpTrailers"),
        "response_trailers": (7, "HttpTrailers"),
        "attributes": (9, "NamedStruct*"),
        "observability_mode": (10, "bool"),
    },
    "NamedStruct": {"key": (1, "string"), "value": (2, "Struct")},
    "HttpHeaders": {"headers": (1, "HeaderMap"), "end_of_stream": (3, "bool")},
    "HttpBody": {"body": (1, "bytes"), "end_of_stream": (2, "bool")},
    "HttpTrailers": {"trailers": (1, "HeaderMap")},
    "ProcessingResponse": {
        "request_headers": (1, "HeadersResponse"),
        "response_headers": (2, "HeadersResponse"),
        "request_body": (3, "BodyResponse"),
        "response_body": (4, "BodyResponse"),
        "request_trailers": (5, "TrailersResponse"),
        "response_trailers": (6, "TrailersResponse"),
        "immediate_response": (7, "ImmediateResponse"),
        "mode_override": (9, "ProcessingMode"),
    },
    "HeadersResponse": {"response": (1, "CommonResponse")},
    "BodyResponse": {"response": (1, "CommonResponse")},
    "TrailersResponse": {"header_mutation": (1, "HeaderMutation")},
    "CommonResponse": {"header_mutation": (2, "HeaderMutation"), "body_mutation": (3, "BodyMutation")},
    "HeaderMutation": {"set_headers": (1, "HeaderValueOption*"), "remove_headers": (2, "string*")},
    "BodyMutation": {"body": (1, "bytes"), "clear_body": (2, "bool")},
    "ImmediateResponse": {"status": (1, "HttpStatus"), "headers": (2, "HeaderMutation")},
    "ProcessingMode": {
        "request_header_mode": (1, "int32"),
        "response_header_mode": (2, "int32"),
        "request_body_mode": (3, "int32"),
        "response_body_mode": (4, "int32"),
    },
}
"""Of each message, its fields: number and type, `*` for several. A map is several pairs, an enumeration a number."""
Made = Any
"""An instance of a class that is made at run time, or that ships no types: a message, or an object of gRPC."""
_PACKAGE = "headcount.envoy"
_PLAIN = {"bool": 8, "string": 9, "bytes": 12, "int32": 5}
"""Types as `FieldDescriptorProto.Type` numbers them."""
_MESSAGE, _ONE, _SEVERAL = 11, 1, 3


@cache
def messages() -> dict[str, Any]:
    """The class of each message.

    Raises:
        ConfigError: protobuf is not installed.
    """
    try:
        descriptions, pools, factory = (
            import_module(f"google.protobuf.{name}") for name in ("descriptor_pb2", "descriptor_pool", "message_factory")
        )
    except ImportError as error:
        raise ConfigError("a gate for Envoy needs grpcio and protobuf; install headcount[live]") from error
    file = descriptions.FileDescriptorProto(name="headcount/envoy.proto", package=_PACKAGE, syntax="proto3")
    for message, fields in FIELDS.items():
        described = file.message_type.add(name=message)
        for name, (number, kind) in fields.items():
            bare = kind.removesuffix("*")
            field = described.field.add(name=name, number=number, label=_SEVERAL if kind != bare else _ONE)
            if bare in _PLAIN:
                field.type = _PLAIN[bare]
            else:
                field.type, field.type_name = _MESSAGE, f".{_PACKAGE}.{bare}"
    pool = pools.DescriptorPool()
    pool.Add(file)
    return {name: factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.{name}")) for name in FIELDS}


def option(name: str, value: str, *, raw: bool = True) -> Made:
    """A header in the place of others of its name. External processing reads it `raw`, external authorisation does not."""
    made = messages()
    told = {"raw_value": value.encode("latin-1", "replace")} if raw else {"value": value}
    return made["HeaderValueOption"](header=made["HeaderValue"](key=name.lower(), **told), append_action=OVERWRITE)


def fields_of(header_map: Made) -> dict[str, str]:
    """Headers by lower-case name; several of one name are joined by commas (RFC 9110, section 5.3)."""
    found: dict[str, str] = {}
    for header in header_map.headers:
        value = header.raw_value.decode("utf-8", "surrogateescape") if header.raw_value else header.value
        name = header.key.lower()
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found
