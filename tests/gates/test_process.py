"""A gate as a process: TLS, a new configuration, a full disk, a start without `serve`."""

from __future__ import annotations

import asyncio
import http.client
import signal
import socket
import ssl
import time
from pathlib import Path

import pytest

from headcount import config as composition
from headcount.catalog.tokens import Tokenizer, key_of_passphrase
from headcount.gates.process import GateProcess
from headcount.model.verdict import Action
from headcount.policy.kept_counts import EVERY
from tests.gates.asking import ask
from tests.gates.authority import certificate
from tests.services import proxies

ASKS = {"X-Original-URI": "/orders/1", "X-Original-Method": "GET", "X-Real-IP": "192.0.2.1"}
SETTINGS = """
[[routes]]
template = "/orders/{id}"
subject = "id"
records = "people"
[policy]
mode = "enforce"
[[budgets]]
name = "calm"
people = PEOPLE
lens = "account"
[gate]
account_header = "HEADER"
"""


def _as(account: str, order: int) -> dict[str, str]:
    return {"x-original-uri": f"/orders/{order}", "x-original-method": "GET", "x-real-ip": "192.0.2.1", "x-user": account}


def test_a_new_configuration_is_taken_whole_or_not_at_all(tmp_path: Path) -> None:
    path, told = tmp_path / "headcount.toml", list[str]()
    path.write_text(SETTINGS.replace("PEOPLE", "2").replace("HEADER", "X-User"))
    config = composition.load(path)
    process = GateProcess(config, Tokenizer(key_of_passphrase("tests")), lambda: composition.load(path), told.append)

    def statuses(*orders: int) -> list[int]:
        return [ask(process._router, "/decide/nginx", _as("erin", order), peer="127.0.0.1").status for order in orders]

    assert statuses(1, 2, 3) == [204, 204, 403]
    path.write_text("[gate]\nlisten = 5\n")
    asyncio.run(process._renew())
    assert "headcount.toml:2" in told[-1]
    assert statuses(1, 3) == [204, 403], "the old one goes on"
    path.write_text(SETTINGS.replace("PEOPLE", "3").replace("HEADER", "X-User"))
    asyncio.run(process._renew())
    assert told[-1] == "the configuration was read anew"
    assert statuses(3, 4, 1) == [204, 403, 204], "who was counted stays counted"
    path.write_text(SETTINGS.replace("PEOPLE", "3").replace("HEADER", "X-Other"))
    asyncio.run(process._renew())
    assert statuses(4) == [204], "nobody is believed to be erin now"


def test_verdicts_outlive_a_kill_and_a_full_disk(tmp_path: Path) -> None:
    with proxies.serve() as serve:
        state = f'state = "{tmp_path}/verdicts"'
        with proxies.gate(tmp_path / "gate", over_socket=True, serve_port=serve.server_port, settings=state) as gate:
            serve.judge("address", "192.0.2.1", Action.BLOCK)
            proxies.until(lambda: gate.ask("/decide/nginx", ASKS).status == 403, gate.child.log())
            assert set(serve.keys) == {f"Bearer {proxies.KEY}"}
            proxies.until((tmp_path / "verdicts").exists, "kept")
            gate.child.fill_its_disk()
            serve.judge("address", "192.0.2.2", Action.BLOCK)
            proxies.until(
                lambda: gate.ask("/decide/nginx", ASKS | {"X-Real-IP": "192.0.2.2"}).status == 403, "in force all the same"
            )
            serve.shutdown()
            gate.child.send(signal.SIGKILL)
            gate.child.process.wait(10)
            gate.child.start()
            assert gate.ask("/decide/nginx", ASKS).status == 403, "without serve, from what was kept"
            assert gate.ask("/decide/nginx", ASKS | {"X-Real-IP": "192.0.2.3"}).status == 204
            assert gate.child.end() == 0, "a signal ends it in good order"


def test_tls_asks_for_the_proxyscertificate(tmp_path: Path) -> None:
    authority = certificate(tmp_path, "authority")
    for name in ("gate", "proxy"):
        certificate(tmp_path, name, authority)
    certificate(tmp_path, "stranger")
    files = {"certificate": "gate.pem", "certificate_key": "gate.key", "client_ca": "authority.pem"}
    settings = "\n".join(f'{key} = "{tmp_path}/{file}"' for key, file in files.items())

    def asks(name: str | None) -> int:
        context = ssl.create_default_context(cafile=str(tmp_path / "authority.pem"))
        if name:
            context.load_cert_chain(tmp_path / f"{name}.pem", tmp_path / f"{name}.key")
        connection = http.client.HTTPSConnection("localhost", gate.port, context=context, timeout=10)
        try:
            connection.request("GET", "/decide/nginx", headers=ASKS)
            return connection.getresponse().status
        finally:
            connection.close()

    envoy = proxies.free_port()
    with proxies.gate(tmp_path / "gate", over_socket=False, settings=f'{settings}\nenvoy = "127.0.0.1:{envoy}"') as gate:
        assert asks("proxy") == 204
        proxies.until(lambda: _speaks_http2_over_tls(tmp_path, envoy), "Envoy is answered over TLS too")
        for other in (None, "stranger"):
            with pytest.raises((ssl.SSLError, OSError, http.client.HTTPException)):
                asks(other)
        with pytest.raises((OSError, http.client.HTTPException)):
            gate.ask("/decide/nginx", ASKS)
        assert asks("proxy") == 204


def test_envoy_is_answered_by_the_same_gate(tmp_path: Path) -> None:
    port = proxies.free_port()
    with proxies.gate(tmp_path / "gate", over_socket=True, settings=f'envoy = "127.0.0.1:{port}"') as gate:
        assert gate.ask("/decide/nginx", ASKS).status == 204
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            assert gate.child.end() == 0


BUDGET = """
[policy]
mode = "enforce"
[[budgets]]
name = "harvest"
people = 150
lens = "account"
"""


def test_a_kill_in_the_middle_of_a_harvest_gives_no_second_budget(tmp_path: Path) -> None:
    shown = set[int]()

    def harvest(orders: range) -> None:
        for order in orders:
            said = gate.ask("/decide/nginx", ASKS | {"X-Original-URI": f"/orders/{order}", "X-Headcount-Account": "mallory"})
            if said.status == 204:
                shown.add(order)

    kept = tmp_path / "gate.state.counts"
    with proxies.gate(tmp_path / "gate", over_socket=True, settings=f'state = "{tmp_path}/gate.state"', more=BUDGET) as gate:
        empty = kept.stat().st_size
        harvest(range(80))
        proxies.until(lambda: kept.stat().st_size > empty and _rests(kept), "the counts are written")
        harvest(range(80, 100))
        gate.child.send(signal.SIGKILL)
        gate.child.process.wait(10)
        gate.child.start()
        harvest(range(100, 300))
        assert 150 <= len(shown) <= 150 + 20, "what was counted since the last writing is forgotten, and nothing else"
        assert gate.child.end() == 0
        gate.child.start()
        before = len(shown)
        harvest(range(300, 310))
        assert len(shown) == before, "a stop in good order forgets nothing"
        harvest(range(10))
        assert len(shown) == before


def _rests(file: Path) -> bool:
    """Whether nothing was written for longer than the gate waits between two writings."""
    size = file.stat().st_size
    time.sleep(1.5 * EVERY)
    return file.stat().st_size == size


def _speaks_http2_over_tls(folder: Path, port: int) -> bool:
    context = ssl.create_default_context(cafile=str(folder / "authority.pem"))
    context.load_cert_chain(folder / "proxy.pem", folder / "proxy.key")
    context.set_alpn_protocols(["h2"])
    with (
        socket.create_connection(("localhost", port), 5) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as tls,
    ):
        return tls.selected_alpn_protocol() == "h2"
