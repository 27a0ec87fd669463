"""The configuration of docs/gates/haproxy.md, with a real HAProxy in front of a real gate."""

from __future__ import annotations

import base64
import signal
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from headcount.model.verdict import Action
from tests.services import proxies
from tests.services.behind import KILLED, STATUSES, Behind


def _as(name: str) -> dict[str, str]:
    """Who is logged in."""
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:pw".encode()).decode()}


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    haproxy = proxies.program("haproxy")
    folder = tmp_path_factory.mktemp("haproxy")
    with ExitStack() as stack:
        site, serve = stack.enter_context(proxies.site()), stack.enter_context(proxies.serve())
        state = f'state = "{folder}/verdicts"'
        gate = stack.enter_context(proxies.gate(folder / "gate", over_socket=False, serve_port=serve.server_port, settings=state))
        port, asked = proxies.free_port(), proxies.free_port()
        folder_of = {"/etc/haproxy/": f"{folder}/"}
        lua = proxies.replaced(proxies.example("haproxy.md", "lua"), {"127.0.0.1:4279": f"127.0.0.1:{asked}"})
        (folder / "headcount.lua").write_text(lua)
        users = "".join(f"    user {name} insecure-password pw\n" for name in [*Action, "known", "late"])
        changes = {
            "127.0.0.1:4279": f"127.0.0.1:{asked}",
            "127.0.0.1:4280": f"127.0.0.1:{gate.port}",
            "127.0.0.1:8080": f"127.0.0.1:{port}",
            "127.0.0.1:9000": f"127.0.0.1:{site.server_port}",
            "    user erin password $6$made-up\n    user walt password $6$made-up\n": users,
        }
        (folder / "haproxy.cfg").write_text(proxies.replaced(proxies.example("haproxy.md", "haproxy"), folder_of | changes))
        command = [haproxy, "-db", "-f", str(folder / "haproxy.cfg")]
        stack.enter_context(proxies.running(command, folder / "out", lambda: proxies.fetch(port, "/start")))
        yield Behind(port, gate, site, serve, _as)


def test_a_request_passes_with_what_the_gate_says(behind: Behind) -> None:
    behind.passes_with_what_the_gate_says("/orders/4242?a=%2Fb")


def test_a_client_makes_none_of_our_headers_up(behind: Behind) -> None:
    behind.nobody_makes_our_headers_up()


@pytest.mark.parametrize(("action", "status"), STATUSES)
def test_a_verdict_is_carried_out(behind: Behind, action: Action, status: int) -> None:
    behind.a_verdict_is_carried_out(action, status)


def test_a_client_does_not_choose_who_it_is(behind: Behind) -> None:
    behind.a_client_does_not_choose_who_it_is("X-Original-Uri", "X-Original-Method")


@pytest.mark.parametrize("number", KILLED)
def test_the_site_goes_on_without_the_gate(behind: Behind, number: signal.Signals) -> None:
    behind.the_site_goes_on_without_the_gate(number)


def test_the_gate_goes_on_with_a_full_disk(behind: Behind) -> None:
    behind.the_gate_goes_on_with_a_full_disk()
