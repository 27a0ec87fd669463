"""The configuration of docs/gates/nginx.md, with a real nginx in front of a real gate."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from headcount.model.verdict import Action
from tests.services import proxies

BROWSER = {"User-Agent": "made-up/1"}


@dataclass
class Behind:
    port: int
    gate: proxies.GateProcess
    site: proxies._Site
    serve: proxies._Serve
    nginx: proxies.Child


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    nginx = proxies.program("nginx")
    folder = tmp_path_factory.mktemp("nginx")
    with ExitStack() as stack:
        site, serve = stack.enter_context(proxies.site()), stack.enter_context(proxies.serve())
        state = f'state = "{folder}/verdicts"'
        gate = stack.enter_context(proxies.gate(folder / "gate", over_socket=True, serve_port=serve.server_port, settings=state))
        port = proxies.free_port()
        page = [proxies.example("nginx.md", "nginx", number) for number in range(3)]
        (folder / "headcount_question.conf").write_text(page[1])
        (folder / "headcount_answer.conf").write_text(page[2])
        changes = {
            "/run/headcount/gate.sock": gate.socket,
            "/run/headcount-open.sock": folder / "open.sock",
            "127.0.0.1:8080": f"127.0.0.1:{port}",
            "127.0.0.1:9000": f"127.0.0.1:{site.server_port}",
            "/etc/nginx/": f"{folder}/",
            "fail_timeout=5s": "fail_timeout=1s",
        }
        own = "".join(f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(
            f"user root;\ndaemon off;\nworker_processes 1;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\n"
            f"http {{\naccess_log off;\n{own}{proxies.replaced(page[0], changes)}}}\n"
        )
        command = [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")]
        child = stack.enter_context(proxies.running(command, folder / "out", lambda: proxies.fetch(port, "/start")))
        yield Behind(port, gate, site, serve, child)


def test_a_request_passes_with_what_the_gate_says(behind: Behind) -> None:
    status, _, body = proxies.fetch(behind.port, "/orders/4242", BROWSER)
    assert (status, body) == (200, "of the site")
    path, headers = behind.site.asked[-1]
    assert path == "/orders/4242"
    assert headers["x-headcount-action"] == "allow"
    assert "x-headcount-reason-id" not in headers, "the gate decided"


def test_a_client_makes_none_of_our_headers_up(behind: Behind) -> None:
    made_up = {"X-Headcount-Action": "block", "X-Headcount-Mask": "phone", "X-Headcount-Reason-Id": "made-up"}
    proxies.fetch(behind.port, "/orders/4242", made_up)
    _, headers = behind.site.asked[-1]
    assert [value for name, value in headers.items() if name.startswith("x-headcount-")] == ["allow"]


@pytest.mark.parametrize(
    ("action", "status"), [(Action.BLOCK, 403), (Action.THROTTLE, 429), (Action.CHALLENGE, 401), (Action.MASK, 200)]
)
def test_a_verdict_is_carried_out(behind: Behind, action: Action, status: int) -> None:
    asks = {"Authorization": "Basic " + {"block": "YTph", "throttle": "Yjpi", "challenge": "Yzpj", "mask": "ZDpk"}[action]}
    assert proxies.fetch(behind.port, "/orders/1", asks)[0] == 200
    behind.serve.judge("account", {"block": "a", "throttle": "b", "challenge": "c", "mask": "d"}[action], action)
    proxies.until(lambda: _told(behind, asks, action, status), f"{action} is carried out; {behind.gate.child.log()}")
    if action is Action.THROTTLE:
        assert int(proxies.fetch(behind.port, "/orders/1", asks)[1]["retry-after"]) > 0
    assert proxies.fetch(behind.port, "/orders/1", BROWSER)[0] == 200, "nobody else is hit"


def _told(behind: Behind, asks: dict[str, str], action: Action, status: int) -> bool:
    got, *_ = proxies.fetch(behind.port, "/orders/1", asks)
    return got == status and (action is not Action.MASK or behind.site.asked[-1][1].get("x-headcount-mask") == "*")


def test_a_client_does_not_choose_who_it_is(behind: Behind) -> None:
    behind.serve.judge("account", "victim", Action.BLOCK)
    behind.serve.judge("address", "192.0.2.66", Action.BLOCK)
    behind.serve.judge("account", "known", Action.BLOCK)
    known = {"Authorization": "Basic a25vd246eA=="}
    proxies.until(lambda: proxies.fetch(behind.port, "/orders/1", known)[0] == 403, "the last one is there")
    for made_up in (
        {"X-Headcount-Account": "victim"},
        {"X-Real-IP": "192.0.2.66"},
        {"X-Forwarded-For": "192.0.2.66"},
        {"X-Original-URI": "/elsewhere", "X-Original-Method": "POST"},
    ):
        assert proxies.fetch(behind.port, "/orders/1", made_up)[0] == 200, made_up
    escape = known | {"X-Headcount-Account": "somebody", "X-Real-IP": "198.51.100.1"}
    assert proxies.fetch(behind.port, "/orders/1", escape)[0] == 403, "no header helps a client out of its verdict"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_the_site_goes_on_without_the_gate(behind: Behind, number: signal.Signals) -> None:
    with proxies.Load(behind.port, "/orders/7") as load:
        load.more(50)
        behind.gate.child.send(number)
        load.more(200)
        assert proxies.fetch(behind.port, "/patients/7")[0] == 503, "closed without a decision"
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
            lambda: proxies.fetch(behind.port, "/orders/1", {"Authorization": "Basic bGF0ZTp4"})[0] == 403,
            "a verdict is carried out",
        )
        assert proxies.fetch(behind.port, "/patients/7")[0] == 200, "it decides"
        load.more(50)
    assert set(load.statuses) == {200}
