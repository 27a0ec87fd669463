"""The configuration of docs/gates/caddy.md, with a real Caddy in front of a real gate."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from headcount.model.verdict import Action
from tests.services import proxies


@dataclass
class Behind:
    port: int
    gate: proxies.GateProcess
    site: proxies._Site
    serve: proxies._Serve


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
        yield Behind(port, gate, site, serve)


def test_a_request_passes_with_what_the_gate_says(behind: Behind) -> None:
    status, _, body = proxies.fetch(behind.port, "/orders/4242?a=%2Fb")
    assert (status, body) == (200, "of the site")
    path, headers = behind.site.asked[-1]
    assert path == "/orders/4242?a=%2Fb"
    assert headers["x-headcount-action"] == "allow"
    assert not headers.get("x-headcount-reason-id"), "the gate decided"


def test_a_client_makes_none_of_our_headers_up(behind: Behind) -> None:
    made_up = {"X-Headcount-Action": "block", "X-Headcount-Mask": "phone", "X-Headcount-Would": "x"}
    proxies.fetch(behind.port, "/orders/4242", made_up)
    _, headers = behind.site.asked[-1]
    assert {value for name, value in headers.items() if name.startswith("x-headcount-") and value} == {"allow"}


@pytest.mark.parametrize(
    ("action", "status"), [(Action.BLOCK, 403), (Action.THROTTLE, 429), (Action.CHALLENGE, 401), (Action.MASK, 200)]
)
def test_a_verdict_is_carried_out(behind: Behind, action: Action, status: int) -> None:
    asks = {"Test-User": action.value}
    assert proxies.fetch(behind.port, "/orders/1", asks)[0] == 200
    behind.serve.judge("account", action.value, action)

    def carried_out() -> bool:
        got, headers, _ = proxies.fetch(behind.port, "/orders/1", asks)
        if action is Action.THROTTLE:
            return got == status and int(headers["retry-after"]) > 0
        return got == status and (action is not Action.MASK or behind.site.asked[-1][1].get("x-headcount-mask") == "*")

    proxies.until(carried_out, f"{action} is carried out; {behind.gate.child.log()}")
    assert proxies.fetch(behind.port, "/orders/1")[0] == 200, "nobody else is hit"


def test_a_client_does_not_choose_who_it_is(behind: Behind) -> None:
    behind.serve.judge("account", "victim", Action.BLOCK)
    behind.serve.judge("address", "192.0.2.66", Action.BLOCK)
    behind.serve.judge("account", "known", Action.BLOCK)
    proxies.until(lambda: proxies.fetch(behind.port, "/orders/1", {"Test-User": "known"})[0] == 403, "the last one is there")
    for made_up in (
        {"X-Headcount-Account": "victim"},
        {"X-Real-IP": "192.0.2.66"},
        {"X-Forwarded-For": "192.0.2.66"},
        {"X-Forwarded-Uri": "/elsewhere", "X-Forwarded-Method": "POST"},
    ):
        assert proxies.fetch(behind.port, "/orders/1", made_up)[0] == 200, made_up
    escape = {"Test-User": "known", "X-Headcount-Account": "somebody", "X-Forwarded-For": "198.51.100.1"}
    assert proxies.fetch(behind.port, "/orders/1", escape)[0] == 403, "no header helps a client out of its verdict"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_the_site_goes_on_without_the_gate(behind: Behind, number: signal.Signals) -> None:
    with proxies.Load(behind.port, "/orders/7") as load:
        load.more(50)
        behind.gate.child.send(number)
        load.more(200)
        assert proxies.fetch(behind.port, "/patients/7")[0] in {502, 503, 504}, "closed without a decision"
        if number is signal.SIGKILL:
            behind.gate.child.process.wait(10)
            behind.gate.child.start()
        else:
            behind.gate.child.send(signal.SIGCONT)
        proxies.until(lambda: proxies.fetch(behind.port, "/patients/7")[0] == 200, "the gate decides again")
        load.more(50)
    assert set(load.statuses) == {200}
    assert load.slowest < 5


def test_the_gate_goes_on_with_a_full_disk(behind: Behind) -> None:
    with proxies.Load(behind.port, "/orders/7") as load:
        load.more(50)
        behind.gate.child.fill_its_disk()
        behind.serve.judge("account", "late", Action.BLOCK)
        proxies.until(
            lambda: proxies.fetch(behind.port, "/orders/1", {"Test-User": "late"})[0] == 403, "a verdict is carried out"
        )
        assert proxies.fetch(behind.port, "/patients/7")[0] == 200, "it decides"
        load.more(50)
    assert set(load.statuses) == {200}
