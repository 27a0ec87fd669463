"""The service's own door over HTTP: health, metrics, and verdicts for gates and for people with a key.

Clients' names pass here, so verdicts need a key (`Authorization: Bearer`, RFC 6750); health and metrics carry counts only and
need none.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import ssl
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import unquote

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from headcount.errors import ConfigError, LedgerError
from headcount.model.kind import Kind
from headcount.model.verdict import Action, Verdict
from headcount.policy.keys import fits
from headcount.service.metrics import CONTENT_TYPE, exposition
from headcount.service.status import Status

NEWEST = "X-Headcount-Newest"
"""Header with the number of the newest verdict, by which a gate notices a store that began anew."""
LONGEST_WAIT = 60.0
"""Seconds that a question for newer verdicts may wait at the most."""
GATE = "X-Headcount-Gate"
"""Header in which a gate says its name, percent-encoded; without it its address is its name."""
_LONGEST_NAME = 120
_MOST_BODY = 16 << 10
_LINES = "application/x-ndjson"
Handler = Callable[[Request], Awaitable[Response]]


class Desk(Protocol):
    """Where verdicts are set and lifted by people, and read by gates."""

    @property
    def newest(self) -> int:
        """The highest number so far; it falls only when the store is a new one."""

    def verdicts(self, after: int) -> list[Verdict]:
        """Those with a higher number, by number."""

    def order(self, lens: str, client: str, action: Action, mask: tuple[Kind, ...], seconds: int) -> Verdict:
        """Set a verdict because a person says so; from now on, for so long."""

    def lift(self, lens: str, client: str) -> Verdict | None:
        """Lift what is in force on a client; None when nothing is."""


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person posts to set a verdict."""

    lens: Literal["account", "credential", "address", "visitor", "prefix"]
    client: str
    action: Action
    seconds: int
    """How long it holds."""
    mask: tuple[Kind, ...] = ()
    """For `mask`: which kinds; none means all that have a mask."""


class Control:
    """The application, and the server that runs it in a thread of its own."""

    def __init__(self, status: Status, desk: Desk, keys: Sequence[str] = ()) -> None:
        """`keys` are hashes (`headcount.policy.keys`); without any, verdicts are not told to anybody."""
        self._status, self._desk, self._keys = status, desk, tuple(keys)
        self._news: dict[asyncio.AbstractEventLoop, asyncio.Event] = {}
        self._ending = False
        self.application = Starlette(
            routes=[
                Route("/healthz", self._alive),
                Route("/readyz", self._ready),
                Route("/metrics", self._metrics),
                Route("/v1/verdicts", self._with_key(self._verdicts), methods=["GET"]),
                Route("/v1/verdicts", self._with_key(self._order), methods=["POST"]),
                Route("/v1/verdicts/{lens}/{client:path}", self._with_key(self._lift), methods=["DELETE"]),
            ],
            lifespan=self._lifespan,
        )

    @contextlib.asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()  # of one server; several may run the application
        self._news[loop] = asyncio.Event()
        yield
        del self._news[loop]

    def changed(self) -> None:
        """Wake the gates that wait for newer verdicts; from any thread."""
        for loop, news in list(self._news.items()):
            with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(news.set)

    def end(self) -> None:
        """Answer the gates that wait, now and from now on."""
        self._ending = True
        self.changed()

    def _with_key(self, handler: Handler) -> Handler:
        async def guarded(request: Request) -> Response:
            if not self._keys:
                return PlainTextResponse("no key is configured: write one into keys of [serve]\n", 403)
            scheme, _, key = request.headers.get("authorization", "").partition(" ")
            if scheme.lower() != "bearer" or not fits(key, self._keys):
                return PlainTextResponse("wrong or missing key\n", 401, {"WWW-Authenticate": 'Bearer realm="headcount"'})
            try:
                return await handler(request)
            except LedgerError as error:  # the store that several processes share is away
                return PlainTextResponse(f"{error}\n", 503)

        return guarded

    async def _alive(self, _: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def _ready(self, _: Request) -> Response:
        now = self._status.snapshot()
        said = {"ready": now.ready, "problems": [{"part": part, "what": what} for part, what in sorted(now.problems.items())]}
        good = now.ready and not now.problems
        return Response(msgspec.json.encode(said) + b"\n", 200 if good else 503, media_type="application/json")

    async def _metrics(self, _: Request) -> Response:
        return Response(exposition(self._status), headers={"Content-Type": CONTENT_TYPE})

    async def _verdicts(self, request: Request) -> Response:
        try:
            after, wait = int(request.query_params.get("after", "0")), float(request.query_params.get("wait", "0"))
        except ValueError:
            return PlainTextResponse("after and wait must be numbers\n", 400)
        self._status.gate_asked(_gate(request), time.time(), after)
        until = time.monotonic() + min(max(wait, 0.0), LONGEST_WAIT)
        news = self._news[asyncio.get_running_loop()]
        while True:
            news.clear()
            newer = self._desk.verdicts(after)
            left = until - time.monotonic()
            if newer or self._ending or not left > 0:
                newest = max(self._desk.newest, newer[-1].number if newer else 0)
                lines = b"".join(msgspec.json.encode(verdict) + b"\n" for verdict in newer)
                return Response(lines, media_type=_LINES, headers={NEWEST: str(newest)})
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(news.wait(), min(left, 1.0))

    async def _order(self, request: Request) -> Response:
        body = b""
        try:
            async for piece in request.stream():
                body += piece
                if len(body) > _MOST_BODY:
                    return PlainTextResponse("too long\n", 413)
            order = msgspec.json.decode(body, type=Order)
        except (msgspec.MsgspecError, UnicodeDecodeError, ClientDisconnect) as error:
            return PlainTextResponse(f"not an order: {error}\n", 400)
        if not order.client or order.seconds < 1:
            return PlainTextResponse("not an order: it needs a client, and at least one second\n", 400)
        verdict = await asyncio.to_thread(self._desk.order, order.lens, order.client, order.action, order.mask, order.seconds)
        self.changed()
        return Response(msgspec.json.encode(verdict) + b"\n", 201, media_type="application/json")

    async def _lift(self, request: Request) -> Response:
        lifted = await asyncio.to_thread(self._desk.lift, request.path_params["lens"], request.path_params["client"])
        if lifted is None:
            return PlainTextResponse("no verdict is in force on this client\n", 404)
        self.changed()
        return Response(msgspec.json.encode(lifted) + b"\n", media_type="application/json")


class ControlServer:
    """Runs the application on an address, in a thread of its own."""

    def __init__(
        self, control: Control, listen: str, certificate: str = "", certificate_key: str = "", client_ca: str = ""
    ) -> None:
        """`listen` is `HOST:PORT` (port 0 takes a free one), or the path of a unix socket, which only its owner may use.

        With `client_ca` only clients with a certificate that it signed are answered (mutual TLS).

        Raises:
            ConfigError: it cannot listen there.
        """
        self._control = control
        self._socket = bound(listen)
        config = uvicorn.Config(
            control.application,
            log_config=None,
            access_log=False,
            server_header=False,
            ssl_certfile=certificate or None,
            ssl_keyfile=certificate_key or None,
            ssl_ca_certs=client_ca or None,
            ssl_cert_reqs=ssl.CERT_REQUIRED if client_ca else ssl.CERT_NONE,
            timeout_graceful_shutdown=2,
            lifespan="on",
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="control", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        asyncio.run(self._server.serve(sockets=[self._socket]))

    @property
    def address(self) -> str:
        """Where it listens: `HOST:PORT`, or a path."""
        name = self._socket.getsockname()
        return str(name) if isinstance(name, str) else f"{name[0]}:{name[1]}"

    def close(self) -> None:
        """Answer what was asked, and end."""
        self._control.end()
        self._server.should_exit = True
        self._thread.join(5)
        self._socket.close()


def _gate(request: Request) -> str:
    """Who asks."""
    told = unquote(request.headers.get(GATE, ""))[:_LONGEST_NAME]
    return told or (request.client.host if request.client else "this machine")


def bound(listen: str) -> socket.socket:
    """A socket that listens on `HOST:PORT`, `[v6]:PORT` or the path of a unix socket (mode 0600).

    Raises:
        ConfigError: it cannot listen there.
    """
    host, _, port = listen.rpartition(":")
    unix = "/" in listen
    made = socket.socket(socket.AF_UNIX if unix else socket.AF_INET6 if host.startswith("[") else socket.AF_INET)
    try:
        if unix:
            _bind_unix(made, Path(listen))
        else:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind((host.strip("[]") or "no host", int(port)))
        made.listen(128)
    except (OSError, ValueError, OverflowError) as error:
        made.close()
        raise ConfigError(f"cannot listen on {listen} ({error}); write HOST:PORT or the path of a unix socket") from error
    return made


def _bind_unix(made: socket.socket, path: Path) -> None:
    if path.is_socket():
        path.unlink()
    before = os.umask(0o177)
    try:
        made.bind(str(path))
    finally:
        os.umask(before)
