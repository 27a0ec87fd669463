from __future__ import annotations

import http.client
import inspect
import json
import re
import signal
from collections import Counter
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from headcount.config import Config
from headcount.config.gate import GateConfig
from headcount.config.sense_live import live_problems
from headcount.gates import answers, asgi, envoy_ext_proc, wsgi
from headcount.gates.identity import Request
from headcount.gates.watch import Admin, Watch, exposition
from headcount.model.verdict import Action, Decision
from tests.gates.asking import FakeDoor, FakeJudge, ask, gate
from tests.house.tree import texts
from tests.services import proxies

REQUEST = Request("GET", "/orders/1", "192.0.2.1")


class Sizes:
    """A judge's counts."""

    def __init__(self, **problems: str) -> None:
        self._problems = problems

    def sizes(self) -> list[tuple[str, int, int]]:
        return [("daily", 12, 3)]

    def problems(self) -> dict[str, str]:
        return self._problems

    def lost(self) -> dict[str, int]:
        return {"state": 2}


class Silent:
    problem = "headcount serve does not answer"


def _read(text: bytes) -> dict[tuple[object, ...], float]:
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
        if sample.name != "headcount_build_info"
    }


def _watched() -> Watch:
    judge = FakeJudge()
    made = gate(judge, FakeDoor())
    for decision in (
        Decision(Action.ALLOW),
        Decision(Action.ALLOW),
        Decision(Action.ALLOW, would=Action.BLOCK),
        Decision(Action.MASK, would=Action.MASK),
        Decision(Action.MASK, would=Action.BLOCK),
    ):
        judge.decision = decision
        made.ask(REQUEST)
    return Watch(made, Sizes(), Counter(ValueError=2), Counter(asked=9), Silent(), ready=True)


def test_what_a_scrape_reads() -> None:
    assert _read(exposition(_watched())) == {
        ("headcount_gate_decisions_total", "allow", "enforce"): 3.0,
        ("headcount_gate_decisions_total", "mask", "enforce"): 2.0,
        ("headcount_gate_decisions_total", "block", "observe"): 2.0,
        ("headcount_gate_failures_total", "ValueError"): 2.0,
        ("headcount_gate_answers_total", "asked"): 9.0,
        ("headcount_gate_clients", "daily"): 12.0,
        ("headcount_gate_forgotten_clients_total", "daily"): 3.0,
        ("headcount_gate_lost_counts_total", "state"): 2.0,
        ("headcount_verdicts_in_force",): 0.0,
        ("headcount_problem", "serve"): 1.0,
        ("headcount_ready",): 1.0,
    }


def test_every_metric_is_described_with_its_kind_and_labels() -> None:
    told = {
        (sample.name, family.type, *sorted(sample.labels))
        for family in text_string_to_metric_families(exposition(_watched()).decode())
        for sample in family.samples
    }
    _, _, of_a_gate = texts()["docs/metrics.md"].partition("\n## A gate\n")
    rows = re.findall(r"^\| `(headcount_\w+)` \| (\w+) \| ([^|]*)\|", of_a_gate, re.MULTILINE)
    assert told == {(name, kind, *sorted(re.findall(r"`(\w+)`(?![^(]*\))", labels))) for name, kind, labels in rows}


def test_what_answers_may_become_is_described() -> None:
    source = inspect.getsource(answers) + inspect.getsource(envoy_ext_proc) + inspect.getsource(asgi) + inspect.getsource(wsgi)
    (row,) = re.findall(r"^\| `headcount_gate_answers_total`.*", texts()["docs/metrics.md"], re.MULTILINE)
    assert set(re.findall(r'counts\["(\w+)"\] \+= 1', source)) == set(re.findall(r"`([a-z]+)`", row)) - {"what"}


def test_readiness_tells_what_is_wrong() -> None:
    watch = Watch(gate(FakeJudge(), FakeDoor()), Sizes(), Counter())
    assert ask(Admin(watch), "/readyz").status == 503
    watch.ready = True
    assert ask(Admin(watch), "/readyz").body == b'{"ready":true,"problems":[]}\n'
    watch.judge, watch.refused = Sizes(shared="Redis does not answer"), "not taken over"
    said = ask(Admin(watch), "/readyz")
    assert said.status == 503
    assert json.loads(said.body)["problems"] == [
        {"part": "configuration", "what": "not taken over"},
        {"part": "shared", "what": "Redis does not answer"},
    ]
    assert ask(Admin(watch), "/healthz").status == 200
    assert ask(Admin(watch), "/decide/nginx").status == 404


def _asked(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(proxies.ADDRESS, port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_a_gate_on_a_socket_has_an_address_for_whoever_watches_it(tmp_path: Path) -> None:
    port = proxies.free_port()
    settings = f'admin = "{proxies.ADDRESS}:{port}"\nstate = "{tmp_path}/state"'
    budget = '[[budgets]]\nname = "day"\npeople = 2\nmode = "enforce"'
    with proxies.gate(tmp_path / "gate", over_socket=True, settings=settings, more=budget) as one:
        asks = {"X-Original-Method": "GET", "X-Real-IP": "192.0.2.1", "X-Headcount-Account": "ann"}
        for order in range(4):
            one.ask("/decide/nginx", asks | {"X-Original-URI": f"/orders/{order}"})
        one.ask("/decide/nginx", {})
        assert _asked(port, "/healthz") == (200, b"ok\n")
        assert _asked(port, "/readyz") == (200, b'{"ready":true,"problems":[]}\n')
        read = _read(_asked(port, "/metrics")[1])
        assert read["headcount_gate_decisions_total", "allow", "enforce"] == 2.0
        assert read["headcount_gate_decisions_total", "block", "enforce"] == 2.0
        assert read["headcount_gate_failures_total", "QuestionError"] == 1.0
        assert read["headcount_gate_clients", "day"] == 1.0
        assert one.ask("/metrics", {}).status == 404, "not where proxies ask"
        (tmp_path / "gate" / "headcount.toml").write_text("[gate]\nlisten = 5\n")
        one.child.send(signal.SIGHUP)
        proxies.until(lambda: _asked(port, "/readyz")[0] == 503, "the refused file shows")
        assert str(tmp_path).encode() not in _asked(port, "/readyz")[1]
        assert one.child.end() == 0


def test_an_address_that_is_taken_is_told(tmp_path: Path) -> None:
    with proxies.site() as site:
        settings = f'admin = "{proxies.ADDRESS}:{site.server_port}"'
        with (
            pytest.raises(AssertionError, match="another process listens"),
            proxies.gate(tmp_path / "gate", over_socket=True, settings=settings),
        ):
            pass


def test_it_is_an_address() -> None:
    told = dict(live_problems(Config(gate=GateConfig(admin="4282"))))
    assert told == {"$.gate.admin": "admin is address:port, such as 127.0.0.1:4282, or empty"}
