"""The server: on this machine only unless it speaks TLS, and ended by whoever began it."""

from __future__ import annotations

import socket
import ssl
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from headcount.config.console import ConsoleConfig
from headcount.console import serving
from headcount.console.serving import ConsoleServer
from headcount.errors import ConfigError
from tests.gates.authority import certificate


async def _hello(request: Request) -> Response:
    return PlainTextResponse(f"{request.url.scheme} {request.client.host if request.client else ''}")


APPLICATION = Starlette(routes=[Route("/", _hello)])


def _get(url: str, context: ssl.SSLContext | None = None) -> str:
    with urllib.request.urlopen(url, timeout=10, context=context) as answer:  # noqa: S310  # our own server
        text: str = answer.read().decode()
        assert "server" not in answer.headers
        return text


def test_it_answers_and_ends() -> None:
    server = ConsoleServer(APPLICATION, ConsoleConfig(), "127.0.0.1:0")
    assert server.url.startswith("http://127.0.0.1:")
    assert _get(server.url) == "http 127.0.0.1"
    server.stop()
    server.wait()
    server.close()
    assert not server._thread.is_alive()


def test_over_tls(tmp_path: Path) -> None:
    authority = certificate(tmp_path, "authority")
    certificate(tmp_path, "server", authority)
    config = ConsoleConfig(certificate=str(tmp_path / "server.pem"), certificate_key=str(tmp_path / "server.key"))
    server = ConsoleServer(APPLICATION, config, "127.0.0.1:0")
    context = ssl.create_default_context(cafile=str(tmp_path / "authority.pem"))
    assert server.url.startswith("https://127.0.0.1:")
    assert _get(server.url.replace("127.0.0.1", "localhost"), context) == "https 127.0.0.1"
    server.close()
    with pytest.raises(ConfigError, match=r"certificate of \[console\] cannot be used"):
        ConsoleServer(APPLICATION, ConsoleConfig(certificate="none.pem", certificate_key="none.key"), "127.0.0.1:0")


@pytest.mark.parametrize("listen", ["0.0.0.0:0", "[::]:0", "192.0.2.1:4282", "console.example.com:4282", ":4282"])
def test_other_machines_are_not_answered_without_tls(listen: str) -> None:
    with pytest.raises(ConfigError, match="is reached from other machines"):
        ConsoleServer(APPLICATION, ConsoleConfig(), listen)


def test_unless_somebody_says_so() -> None:
    server = ConsoleServer(APPLICATION, ConsoleConfig(insecure_http=True, public_url="https://console.example.com/"), "0.0.0.0:0")
    assert server.url == "https://console.example.com"
    server.close()


def test_an_address_that_is_taken_or_none_is_told_of() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ConfigError, match="cannot listen on"):
            ConsoleServer(APPLICATION, ConsoleConfig(), f"127.0.0.1:{taken.getsockname()[1]}")
    with pytest.raises(ConfigError, match="cannot listen on"):
        ConsoleServer(APPLICATION, ConsoleConfig(), "127.0.0.1:http")


def test_over_tls_browsers_are_told_to_stay_there() -> None:
    for public, told in (("https://console.example.com", "max-age=31536000"), ("", None)):
        server = ConsoleServer(APPLICATION, ConsoleConfig(public_url=public), "127.0.0.1:0")
        url = f"http://127.0.0.1:{server._socket.getsockname()[1]}"
        with urllib.request.urlopen(url, timeout=10) as answer:  # our own server
            assert answer.headers["strict-transport-security"] == told
        server.close()


def test_only_so_many_are_answered_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_MOST", 2)
    server = ConsoleServer(APPLICATION, ConsoleConfig(), "127.0.0.1:0")
    address = server._socket.getsockname()
    with socket.create_connection(address) as one, socket.create_connection(address) as two:
        for held in (one, two):
            held.sendall(b"GET")
        with pytest.raises(urllib.error.HTTPError, match="503"):
            urllib.request.urlopen(server.url, timeout=10)  # noqa: S310  # our own server
    server.close()


def test_every_address_of_a_machine_is_no_name(tmp_path: Path) -> None:
    config = ConsoleConfig(certificate=str(tmp_path / "server.pem"), certificate_key=str(tmp_path / "server.key"))
    for listen in ("0.0.0.0:0", "[::]:0"):
        with pytest.raises(ConfigError, match="say in public_url of"):
            ConsoleServer(APPLICATION, config, listen)
