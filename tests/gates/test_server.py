from __future__ import annotations

import socket
from contextlib import nullcontext
from pathlib import Path

import msgspec
import pytest

from headcount.config.gate import GateConfig
from headcount.errors import ConfigError
from headcount.gates.http import Receive, Scope, Send, reply
from headcount.gates.server import Application, Failures, Router, address_of, run
from tests.gates.asking import ask


def _door(name: str) -> Application:
    async def answer(_scope: Scope, _receive: Receive, send: Send) -> None:
        await reply(send, 200, (), name.encode())

    return answer


@pytest.mark.parametrize(
    ("path", "door"),
    [
        ("/decide/nginx", "decide"),
        ("/v1/decisions/stream", "lapi"),
        ("/health", "lapi"),
        ("/", "appsec"),
        ("/appsec", "appsec"),
        ("/healthz", "ok\n"),
        ("/decide", ""),
        ("/other/v1", ""),
    ],
)
def test_each_path_has_its_door(path: str, door: str) -> None:
    answer = ask(Router(_door("decide"), _door("lapi"), _door("appsec")), path)
    assert (answer.status, answer.body.decode()) == (200 if door else 404, door)


def test_a_failure_is_told_once_a_minute_without_its_text() -> None:
    told, time = list[str](), [0.0]
    failures = Failures(told.append, lambda: time[0])
    for second in (0.0, 1.0, 59.0, 60.0):
        time[0] = second
        failures(ValueError("somebody's phone"))
    failures(ConfigError("trusted_proxies is empty"))
    assert told == [
        "a request was answered without a decision (1 so far): ValueError",
        "a request was answered without a decision (4 so far): ValueError",
        "a request was answered without a decision (1 so far): trusted_proxies is empty",
    ]
    assert failures.count == {"ValueError": 4, "ConfigError": 1}


@pytest.mark.parametrize(
    ("listen", "address"),
    [("127.0.0.1:4280", ("127.0.0.1", 4280)), ("[::1]:1", ("::1", 1)), ("localhost:65535", ("localhost", 65535))],
)
def test_addresses(listen: str, address: tuple[str, int]) -> None:
    assert address_of(listen) == address


@pytest.mark.parametrize("listen", ["", "4280", ":4280", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "a:²"])
def test_what_is_no_address(listen: str) -> None:
    with pytest.raises(ConfigError, match="write one such as"):
        address_of(listen)


def test_two_gates_do_not_share_an_address(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        config = GateConfig(listen=f"127.0.0.1:{other.getsockname()[1]}")
        with pytest.raises(ConfigError, match="another process listens"):
            run(_door(""), config, nullcontext())
    path = tmp_path / "gate.sock"
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind(str(path))
        unix.listen()
        with pytest.raises(ConfigError, match="another process listens"):
            run(_door(""), GateConfig(socket=str(path)), nullcontext())


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (GateConfig(certificate="cert.pem"), "cert.pem cannot be read"),
        (GateConfig(client_ca=__file__), "client_ca needs both"),
        (GateConfig(certificate=__file__), "TLS needs certificate and certificate_key"),
    ],
)
def test_tls_that_cannot_be(config: GateConfig, message: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(ConfigError, match=message):
            run(_door(""), msgspec.structs.replace(config, listen=f"127.0.0.1:{free.getsockname()[1]}"), nullcontext())
