"""The console's server: uvicorn in a thread of its own, on this machine only unless it speaks TLS."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import threading

import uvicorn
from starlette.types import ASGIApp

from headcount.config.console import ConsoleConfig
from headcount.errors import ConfigError

_PATIENCE = 5.0
_MOST = 600
"""Connections at once; the next are answered 503. Pages that stay open hold one each."""
_STRICT = ("strict-transport-security", "max-age=31536000")
"""Browsers that came over TLS once never come without (RFC 6797)."""


class ConsoleServer:
    """Runs an application at an address."""

    def __init__(self, application: ASGIApp, config: ConsoleConfig, listen: str) -> None:
        """`listen` is `HOST:PORT`; port 0 takes a free one.

        Raises:
            ConfigError: it cannot listen there, or would speak to other machines without TLS.
        """
        self._socket = _bound(listen, config)
        self._tls, self._public = bool(config.certificate), config.public_url
        try:
            told = uvicorn.Config(
                application,
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                ssl_certfile=config.certificate or None,
                ssl_keyfile=config.certificate_key or None,
                timeout_graceful_shutdown=2,
                limit_concurrency=_MOST,
                headers=[_STRICT] if config.secure else [],
                lifespan="off",
            )
            told.load()
        except OSError as error:
            self._socket.close()
            raise ConfigError(f"certificate of [console] cannot be used ({error.strerror or type(error).__name__})") from error
        self._server = uvicorn.Server(told)
        self._thread = threading.Thread(target=self._run, name="console", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        asyncio.run(self._server.serve(sockets=[self._socket]))

    @property
    def url(self) -> str:
        """How a browser reaches it, without a path."""
        host, port = self._socket.getsockname()[:2]
        named = f"[{host}]" if ":" in host else host
        return self._public.rstrip("/") or f"{'https' if self._tls else 'http'}://{named}:{port}"

    def stop(self) -> None:
        """Have it end; may be called by a signal."""
        self._server.should_exit = True

    def wait(self) -> None:
        """Until it has ended."""
        while self._thread.is_alive():
            self._thread.join(0.5)

    def close(self) -> None:
        """Answer what was asked, and end."""
        self._server.should_exit = True
        self._thread.join(_PATIENCE)
        self._socket.close()


def _bound(listen: str, config: ConsoleConfig) -> socket.socket:
    host, _, port = listen.rpartition(":")
    bare = host.strip("[]")
    if not (_is_here(bare) or config.certificate or config.insecure_http):
        raise ConfigError(
            f"{listen} is reached from other machines, and passwords would cross the network as they are: give certificate and "
            "certificate_key in [console], or listen on 127.0.0.1; behind a proxy that speaks TLS, set insecure_http"
        )
    if bare in {"0.0.0.0", "::"} and not config.public_url:  # noqa: S104  # it is refused, not listened on
        raise ConfigError(f"{listen} is every address of this machine: say in public_url of [console] how browsers reach it")
    made = socket.socket(socket.AF_INET6 if ":" in bare else socket.AF_INET)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((bare or "no host", int(port)))
        made.listen(128)
    except (OSError, ValueError, OverflowError) as error:
        made.close()
        raise ConfigError(f"cannot listen on {listen} ({error}); write HOST:PORT, such as 127.0.0.1:4282") from error
    return made


def _is_here(host: str) -> bool:
    """Whether only this machine reaches a host."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
