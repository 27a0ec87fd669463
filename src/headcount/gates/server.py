"""The gate as a process of its own: every HTTP door on one address or unix socket, served by granian in this very process.

One worker, on purpose: people are counted in its memory, and exactly. More gates on one machine are more processes, each with
its own socket, that share their budgets ([policy] shared).
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import socket
import stat
import sys
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

import msgspec

from headcount.config.gate import GateConfig
from headcount.errors import ConfigError, HeadcountError
from headcount.gates.http import Receive, Scope, Send, reply

Application = Callable[[Scope, Receive, Send], Coroutine[Any, Any, None]]
_SILENCE = 60.0
"""Seconds in which the same failure is told once."""
_SOCKET_MODE = 0o660
_BACKLOG = 1024


class Failures:
    """Hears of failures that must not stop the site, and tells each kind once a minute. No request's text is told."""

    def __init__(self, tell: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds."""
        self._tell = tell
        self._clock = clock
        self._told: dict[str, float] = {}
        self.count = Counter[str]()
        """How often, by type."""

    def __call__(self, error: Exception) -> None:
        """Count one failure."""
        name = type(error).__name__
        self.count[name] += 1
        now = self._clock()
        if now - self._told.get(name, -_SILENCE) >= _SILENCE:
            self._told[name] = now
            said = str(error) if isinstance(error, HeadcountError) else name
            self._tell(f"a request was answered without a decision ({self.count[name]} so far): {said}")


def tell(text: str) -> None:
    """Say something to whoever runs the gate. A log that cannot be written does not stop it."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(f"headcount gate: {text}\n")
        sys.stderr.flush()


class Router:
    """Every door behind one address, by the first part of the path."""

    def __init__(self, decide: Application, local_api: Application, appsec: Application) -> None:
        self._decide = decide
        self._doors: dict[str, Application] = {
            "v1": local_api,
            "health": local_api,
            "appsec": appsec,
            "": appsec,
            "healthz": _alive,
        }

    def take(self, other: Router) -> None:
        """Go on with another's doors."""
        self._decide, self._doors = other._decide, other._doors

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Coroutine[Any, Any, None]:
        """Pass a request to its door. No coroutine of its own: the door's is what is waited for."""
        path: str = scope["path"]
        if path.startswith("/decide/"):
            return self._decide(scope, receive, send)
        return self._doors.get(path[1:].partition("/")[0], _nothing)(scope, receive, send)


async def _nothing(_scope: Scope, _: Receive, send: Send) -> None:
    await reply(send, 404)


async def _alive(_scope: Scope, _: Receive, send: Send) -> None:
    await reply(send, 200, [("Content-Type", "text/plain")], b"ok\n")


class _Server(Protocol):
    """What is used of granian's embedded server."""

    uds_permissions: int | None

    async def serve(self) -> None:
        """Until it is stopped."""

    def stop(self) -> None:
        """Answer what was asked, and end."""


def run(
    application: Application, config: GateConfig, beside: AbstractAsyncContextManager[None], admin: Application | None = None
) -> None:
    """Serve until SIGTERM or SIGINT; `beside` is entered in the loop before the first request, and left after the last.

    `admin` is served on an address of its own, where the configuration names one.

    Raises:
        ConfigError: it cannot listen there, the certificates cannot be used, or granian is not installed.
    """
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_serve(application, config, beside, admin))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The faster loop where it is installed (it is part of headcount[live]); None for Python's own."""
    try:
        return cast("Callable[[], asyncio.AbstractEventLoop]", import_module("uvloop").new_event_loop)
    except ImportError:
        return None


async def _serve(
    application: Application, config: GateConfig, beside: AbstractAsyncContextManager[None], admin: Application | None
) -> None:
    servers = [(_server(application, config), config.socket or config.listen)]
    if admin is not None and config.admin:
        servers.append((_server(admin, msgspec.structs.replace(config, listen=config.admin, socket="")), config.admin))
    loop = asyncio.get_running_loop()

    def stop() -> None:
        for server, _ in servers:
            server.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    async with beside:
        gc.freeze()  # what is there by now stays: later collections need not walk it
        try:
            async with asyncio.TaskGroup() as group:
                for server, place in servers:
                    group.create_task(_served(server, place))
        except* ConfigError as failed:
            raise failed.exceptions[0] from None


async def _served(server: _Server, place: str) -> None:
    try:
        await server.serve()
    except (OSError, RuntimeError, ValueError) as error:  # granian's own words for a bad address or certificate
        raise ConfigError(f"[gate]: cannot listen on {place} ({error})") from error


def _server(application: Application, config: GateConfig) -> _Server:
    try:
        from granian.constants import HTTPModes, Interfaces, SSLProtocols  # noqa: PLC0415  # of the extra headcount[live]
        from granian.server.embed import Server  # noqa: PLC0415  # as above
    except ImportError as error:
        raise ConfigError("a gate needs granian; install headcount[live]") from error
    host, port = address_of(config.listen) if not config.socket else ("", 0)
    _not_taken(host, port, config.socket)
    files = [_file(name, getattr(config, name)) for name in ("certificate", "certificate_key", "client_ca")]
    if (files[0] is None) != (files[1] is None) or (files[2] is not None and files[0] is None):
        raise ConfigError("[gate]: TLS needs certificate and certificate_key, and client_ca needs both")
    server: _Server = Server(
        application,
        address=host,
        port=port,
        uds=Path(config.socket) if config.socket else None,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        websockets=False,
        backlog=_BACKLOG,
        log_enabled=False,
        ssl_cert=files[0],
        ssl_key=files[1],
        ssl_ca=files[2],
        ssl_client_verify=files[2] is not None,
        ssl_protocol_min=SSLProtocols.tls12,
    )
    server.uds_permissions = _SOCKET_MODE
    return server


def address_of(listen: str) -> tuple[str, int]:
    """Host and port of `HOST:PORT` or `[HOST]:PORT`.

    Raises:
        ConfigError: it is neither.
    """
    host, _, port = listen.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise ConfigError(f"[gate] listen: {listen} is no address; write one such as 127.0.0.1:4280")
    return host.strip("[]"), int(port)


def _file(name: str, path: str) -> Path | None:
    """A file of the configuration; None when none is named."""
    if not path:
        return None
    if not os.access(path, os.R_OK):
        raise ConfigError(f"[gate] {name}: {path} cannot be read")
    return Path(path)


def _not_taken(host: str, port: int, path: str) -> None:
    """Make sure that no other gate is there: the system would share the requests out, and each would count its own half.

    Raises:
        ConfigError: another process listens already.
    """
    family = socket.AF_UNIX if path else socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(2)
        try:
            probe.connect(path or (host, port))
        except OSError:
            with contextlib.suppress(OSError):
                if path and stat.S_ISSOCK(Path(path).stat().st_mode):  # left behind by one that was killed
                    Path(path).unlink()
            return
    raise ConfigError(f"[gate]: another process listens on {path or f'{host}:{port}'} already")
