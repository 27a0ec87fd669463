"""The configuration of docs/gates/caddy.md, with a real Caddy in front of a real gate."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from headcount.model.verdict import Action
from tests.services import proxies
from tests.services.behind import KILLED, STATUSES, Behind


def _as(account: str) -> dict[str, str]:
    return {"Test-User": account}


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    caddy = proxies.program("caddy")
    folder = tmp_path_factory.mktemp("caddy")
    with ExitStack() as stack:
        site, serve = stack.enter_context(proxies.site()), stack.enter_context(proxies.serve())
        state = f'state = "{folder}/verdicts"'
        gate = stack.enter_context(proxies.gate(folder / "gate", over_socket=True, serve_port=serve.server_port, settings=state))
        port, opened = proxies.free_port(), proxies.free_port()
        assert gate.socket is not None
        changes = {
            "unix//run/headcount/gate.sock": f"unix/{gate.socket}",
            ":8080": f":{port}",
            ":8081": f":{opened}",
            "127.0.0.1:9000": f"127.0.0.1:{site.server_port}",
            "fail_duration 5s": "fail_duration 1s",
        }
        # who is logged in comes from a header that only this test sends
        changes["{http.auth.user.id}"] = "{http.request.header.Test-User}"
        text = proxies.replaced(proxies.example("caddy.md", "caddyfile"), changes)
        (folder / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https off\n}\n" + text)
        command = [caddy, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
        stack.enter_context(proxies.running(command, folder / "out", lambda: proxies.fetch(port, "/start"), home=folder))
        yield Behind(port, gate, site, serve, _as)


def test_a_request_passes_with_what_the_gate_says(behind: Behind) -> None:
    behind.passes_with_what_the_gate_says("/orders/4242?a=%2Fb")


def test_a_client_makes_none_of_our_headers_up(behind: Behind) -> None:
    behind.nobody_makes_our_headers_up()


@pytest.mark.parametrize(("action", "status"), STATUSES)
def test_a_verdict_is_carried_out(behind: Behind, action: Action, status: int) -> None:
    behind.a_verdict_is_carried_out(action, status)


def test_a_client_does_not_choose_who_it_is(behind: Behind) -> None:
    behind.a_client_does_not_choose_who_it_is("X-Forwarded-Uri", "X-Forwarded-Method")


@pytest.mark.parametrize("number", KILLED)
def test_the_site_goes_on_without_the_gate(behind: Behind, number: signal.Signals) -> None:
    behind.the_site_goes_on_without_the_gate(number, {502, 503, 504})


def test_the_gate_goes_on_with_a_full_disk(behind: Behind) -> None:
    behind.the_gate_goes_on_with_a_full_disk()
