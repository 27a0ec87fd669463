"""The HTTP tap: senders push lines, or OpenTelemetry logs, and hear 200 only after the disk has them.

| request | body |
|---|---|
| `POST /v1/lines` | lines, as they stand in a log; JSON lines too |
| `POST /v1/logs` | OTLP/HTTP logs, protobuf or JSON |

Both may be compressed (`Content-Encoding: gzip`). A sender that repeats a request because it heard no answer names it with
`Idempotency-Key`: a batch of a name that was kept before is answered in the same way and not kept again. When the spool is full
the answer is 429, when its disk fails 503, both with `Retry-After`, and nothing of the request was kept.

Source: IETF draft-ietf-httpapi-idempotency-key-header; RFC 6750 (bearer keys); OTLP/HTTP as in `otlp`.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import zlib
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from headcount.errors import ConfigError
from headcount.sources.taps import otlp
from headcount.sources.taps.records import lines_of
from headcount.sources.taps.spool import BOUND, FullError, NoRoomError, Spool
from headcount.sources.taps.spooled import Spooled
from headcount.sources.taps.tls import Tls

try:
    import uvicorn
except ImportError as error:
    raise ConfigError("a tap of kind http needs the package uvicorn: install headcount[live]") from error

LARGEST = 16 << 20
"""Bytes of a body, also after decompression."""
_AT_ONCE, _PATIENCE, _RETRY = 16, 30.0, b"5"
"""Requests that are read at the same time, seconds that one may take to arrive, and seconds after which to try again."""
_LINES, _LOGS = "/v1/lines", "/v1/logs"
_GRPC = {400: 3, 401: 16, 404: 5, 405: 12, 408: 4, 413: 3, 415: 3, 429: 8, 503: 14}
"""Status code to the code of a `google.rpc.Status`."""
Headers = list[tuple[bytes, bytes]]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class _RefusedError(Exception):
    """The request is not taken, and why."""

    def __init__(self, status: int, why: str, *headers: tuple[bytes, bytes]) -> None:
        super().__init__(why)
        self.status, self.why, self.headers = status, why, list(headers)


class HttpPushTap:
    """Lines that senders push. The server runs from the first `take` until `close`, in a thread of its own."""

    def __init__(
        self,
        host: str,
        port: int,
        spool: Path,
        *,
        name: str = "http",
        allowed: Callable[[bytes], bool] | None = None,
        shape: otlp.Shape = "body",
        tls: Tls | None = None,
        bound: int = BOUND,
        largest: int = LARGEST,
    ) -> None:
        """The address is taken at once, so that two programs cannot both think it is theirs.

        Args:
            host: address to listen on.
            port: port; 0 for any that is free, see `port` afterwards.
            spool: folder of the spool.
            name: what the tap is called.
            allowed: whether a sender with this bearer key may push; None: everybody, on loopback only.
            shape: what of an OTLP log record is the line.
            tls: serve TLS.
            bound: bytes that may wait in the spool.
            largest: bytes of the largest body.

        Raises:
            ConfigError: the address, the certificate or the spool cannot be used; or no key is asked for beyond loopback.
        """
        if allowed is None and not _is_loopback(host):
            raise ConfigError(f"tap {name}: listening on {host} needs keys: without them anybody could write into the ledger")
        self.name, self.counts = name, Counter[str]()
        self._allowed, self._shape, self._largest = allowed, shape, largest
        self._server, self._socket = _server(self._app, name, tls), _listening(name, host, port)
        try:
            self._spool = Spool(spool, bound=bound)
        except ConfigError:
            self._socket.close()
            raise
        self._spooled = spooled = Spooled(name, self._spool, lambda: self._server.run([self._socket]))
        self.resume, self.take, self.committed, self.lag = spooled.resume, spooled.take, spooled.committed, spooled.lag
        self.port: int = self._socket.getsockname()[1]
        self._slots = asyncio.Semaphore(_AT_ONCE)

    @property
    def problem(self) -> str:
        """Why nobody is heard, why senders wait, or what of the spool could not be read."""
        return self._spooled.problem

    def close(self) -> None:
        """End the server; senders whose batch is not on the disk hear nothing and send it again."""
        self._server.should_exit = True
        self._spooled.join(_PATIENCE)
        self._socket.close()
        self._spool.close()

    async def _app(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """The ASGI application."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        logs = scope["path"] == _LOGS
        kind = content_type if logs and content_type in {otlp.PROTOBUF, otlp.JSON} else otlp.JSON
        try:
            async with self._slots:
                body, more = await self._answer(scope, headers, content_type, receive)
            status = 200
        except _RefusedError as refused:
            self.counts[f"refused {refused.status}"] += 1
            status, more = refused.status, refused.headers
            body = otlp.failure(kind, _GRPC[status], refused.why)
        more = [(b"content-type", kind.encode()), (b"content-length", b"%d" % len(body)), *more]
        await send({"type": "http.response.start", "status": status, "headers": more})
        await send({"type": "http.response.body", "body": body})

    async def _answer(
        self, scope: Mapping[str, Any], headers: Mapping[str, str], content_type: str, receive: Receive
    ) -> tuple[bytes, Headers]:
        if scope["path"] not in {_LINES, _LOGS}:
            raise _RefusedError(404, "no such path: POST to /v1/lines or /v1/logs")
        if scope["method"] != "POST":
            raise _RefusedError(405, "POST only", (b"allow", b"POST"))
        key = headers.get("authorization", "").encode("latin-1")
        if self._allowed and not (key[:7].lower() == b"bearer " and self._allowed(key[7:].strip())):
            raise _RefusedError(401, "no key, or not a known one", (b"www-authenticate", b"Bearer"), (b"connection", b"close"))
        encoding = headers.get("content-encoding", "identity").strip().lower()
        if encoding not in {"identity", "gzip", ""}:
            raise _RefusedError(415, "only gzip is understood", (b"accept-encoding", b"gzip"))
        if scope["path"] == _LOGS and content_type not in {otlp.PROTOBUF, otlp.JSON}:
            raise _RefusedError(415, f"send {otlp.PROTOBUF} or {otlp.JSON}")
        try:
            body = await asyncio.wait_for(self._read(headers, receive), _PATIENCE)
        except TimeoutError as error:
            raise _RefusedError(408, "the body came too slowly", (b"connection", b"close")) from error
        batch = f"{scope['path']} {key.decode('latin-1')} {headers['idempotency-key']}" if "idempotency-key" in headers else ""
        return await asyncio.to_thread(
            self._keep, body, encoding == "gzip", content_type if scope["path"] == _LOGS else "", batch
        )

    async def _read(self, headers: Mapping[str, str], receive: Receive) -> bytes:
        too_large = _RefusedError(413, f"a body may have {self._largest:,} bytes", (b"connection", b"close"))
        if headers.get("content-length", "").isdigit() and int(headers["content-length"]) > self._largest:
            raise too_large
        parts, size, more = list[bytes](), 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise _RefusedError(400, "the sender went away")
            parts.append(message.get("body", b""))
            size, more = size + len(parts[-1]), message.get("more_body", False)
            if size > self._largest:
                raise too_large
        return b"".join(parts)

    def _keep(self, body: bytes, gzip: bool, logs: str, batch: str) -> tuple[bytes, Headers]:  # noqa: FBT001 - given by position to a thread
        text = self._inflate(body) if gzip else body
        try:
            if logs:
                export = (otlp.from_json if logs == otlp.JSON else otlp.from_protobuf)(text, self._shape)
                lines, rejected = export.lines, export.rejected
            else:
                lines, rejected = lines_of(text) if text else b"", 0
            fresh = self._spool.append(lines, batch) if lines else True
        except otlp.UnreadableError as error:
            raise _RefusedError(400, str(error)) from error
        except NoRoomError as error:
            self._spooled.full = f"{error}: senders are told to wait"
            raise _RefusedError(429 if isinstance(error, FullError) else 503, "no room now", (b"retry-after", _RETRY)) from error
        self._spooled.full = ""
        self.counts["batches" if fresh else "repeated batches"] += 1
        self.counts["records without a line"] += rejected
        answer = otlp.success(logs, rejected) if logs else b'{"lines":%d}' % lines.count(b"\n")
        return answer, [] if fresh else [(b"idempotency-replayed", b"true")]

    def _inflate(self, body: bytes) -> bytes:
        """Take off gzip, one member or several."""
        text, rest = b"", body
        try:
            while rest:
                member = zlib.decompressobj(31)
                text += member.decompress(rest, self._largest - len(text) + 1)
                if len(text) > self._largest:
                    raise _RefusedError(413, f"a body may have {self._largest:,} bytes, also after decompression")
                if not member.eof:
                    raise _RefusedError(400, "the gzip is cut off")
                rest = member.unused_data
        except zlib.error as error:
            raise _RefusedError(400, "not gzip") from error
        return text


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _listening(name: str, host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=1024)
    except OSError as error:
        raise ConfigError(f"tap {name}: cannot listen on {host}:{port}: {error.strerror}") from error


def _server(app: Callable[..., Awaitable[None]], name: str, tls: Tls | None) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        interface="asgi3",
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
    )
    config.load()
    config.ssl = tls.context(name) if tls else None
    return uvicorn.Server(config)
