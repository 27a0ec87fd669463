"""The configuration of docs/gates/nginx.md, with a real nginx in front of a real gate."""

from __future__ import annotations

import base64
import signal
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from headcount.model.verdict import Action
from tests.services import proxies
from tests.services.behind import KILLED, STATUSES, Behind


def _as(account: str) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(f'{account}:x'.encode()).decode()}"}


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
    behind.a_client_does_not_choose_who_it_is("X-Original-URI", "X-Original-Method")


@pytest.mark.parametrize("number", KILLED)
def test_the_site_goes_on_without_the_gate(behind: Behind, number: signal.Signals) -> None:
    behind.the_site_goes_on_without_the_gate(number)


def test_the_gate_goes_on_with_a_full_disk(behind: Behind) -> None:
    behind.the_gate_goes_on_with_a_full_disk()
