"""The gRPC server of a gate for Envoy: both services on one address or unix socket."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from headcount.errors import ConfigError
from headcount.gates.envoy_authz import Authorization
from headcount.gates.envoy_ext_proc import ExternalProcessor
from headcount.gates.envoy_messages import CHECK, PROCESS, Made, messages

_MOST_MESSAGE = 32 << 20
"""Bytes of a message; Envoy's own buffer is the bound that counts (`per_connection_buffer_limit_bytes`, 1 MiB)."""


async def started(
    listen: str,
    authorization: Authorization | None,
    processor: ExternalProcessor | None,
    credentials: Made = None,
) -> tuple[Made, int]:
    """A running `grpc.aio.Server` and its port: `await server.stop(grace)` ends it.

    Args:
        listen: `HOST:PORT` (port 0 takes a free one) or `unix:PATH`.
        authorization: answers `Check`, if it is wanted.
        processor: answers `Process`, if it is wanted.
        credentials: `grpc.ServerCredentials` for TLS; None listens without.

    Raises:
        ConfigError: grpcio is not installed, or it cannot listen there.
    """
    try:
        grpc, aio = import_module("grpc"), import_module("grpc.aio")
    except ImportError as error:
        raise ConfigError("a gate for Envoy needs grpcio and protobuf; install headcount[live]") from error
    made = messages()
    server = aio.server(
        options=[("grpc.max_receive_message_length", _MOST_MESSAGE), ("grpc.max_send_message_length", _MOST_MESSAGE)]
    )
    if authorization is not None:

        async def check(question: Made, context: Made) -> Made:
            return authorization.check(question, _peer(context))

        handler = grpc.unary_unary_rpc_method_handler(
            check, made["CheckRequest"].FromString, made["CheckResponse"].SerializeToString
        )
        server.add_generic_rpc_handlers([_service(grpc, CHECK, handler)])
    if processor is not None:

        async def process(questions: AsyncIterator[Made], context: Made) -> AsyncIterator[Made]:
            async for answer in processor.process(questions, _peer(context)):
                yield answer

        handler = grpc.stream_stream_rpc_method_handler(
            process, made["ProcessingRequest"].FromString, made["ProcessingResponse"].SerializeToString
        )
        server.add_generic_rpc_handlers([_service(grpc, PROCESS, handler)])
    try:
        port = server.add_secure_port(listen, credentials) if credentials else server.add_insecure_port(listen)
    except RuntimeError as error:
        raise ConfigError(f"cannot listen on {listen} for Envoy; another process may be there") from error
    await server.start()
    return server, port


def credentials(certificate: str, certificate_key: str, client_ca: str) -> Made:
    """What `started` takes for TLS; with `client_ca` Envoy must show a certificate that it signed. All are files (PEM).

    Raises:
        ConfigError: grpcio is not installed, or a file cannot be used.
    """
    try:
        grpc = import_module("grpc")
    except ImportError as error:
        raise ConfigError("a gate for Envoy needs grpcio and protobuf; install headcount[live]") from error
    try:
        chain, key, authority = (Path(file).read_bytes() if file else None for file in (certificate, certificate_key, client_ca))
    except OSError as error:
        raise ConfigError(f"[gate]: {error.filename} cannot be read ({error.strerror})") from error
    return grpc.ssl_server_credentials([(key, chain)], authority, authority is not None)


def _service(grpc: Made, path: str, handler: Made) -> Made:
    """The handler of one method, by its full name."""
    _, service, method = path.split("/")
    handlers: Mapping[str, Any] = {method: handler}
    return grpc.method_handlers_generic_handler(service, handlers)


def _peer(context: Made) -> str:
    """The address of who asks, from gRPC's `ipv4:HOST:PORT`, `ipv6:[HOST]:PORT` or `unix:`; empty for a unix socket."""
    kind, _, rest = unquote(context.peer()).partition(":")
    return "" if kind == "unix" else rest.rpartition(":")[0].strip("[]")
