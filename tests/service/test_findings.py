"""Findings become alerts once, and verdicts by the rules."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from headcount.errors import LedgerError
from headcount.incident.cases import Cases
from headcount.model.alert import Alert
from headcount.model.finding import Finding
from headcount.model.incident import ClientName, Incident, Signal, State, Tie
from headcount.model.verdict import Action, Verdict
from headcount.policy.judge import MemoryJudge
from headcount.policy.rules import Rule
from headcount.service.desk import Desk
from headcount.service.findings import UNKEPT, Findings
from headcount.service.findings import Cases as Hears
from headcount.service.logs import Log
from headcount.service.looking import Look
from headcount.service.status import Status

NOW = dt.datetime.now(dt.UTC)


class Nothing:
    problem = ""

    def keep(self, verdicts: Sequence[Verdict], by: Mapping[int, str]) -> None:
        pass

    def kept(self) -> list[Verdict]:
        return []


def _finding(client: str, *members: str) -> Finding:
    return Finding(
        "slow_crawl", "account", client, 3, 500, 400, NOW, NOW, 9.0, 3.0, "It took much.", ("/users/{id}",), "SELECT 1", members
    )


def _joined(*rules: Rule) -> tuple[MemoryJudge, Status, list[Alert], Findings]:
    judge, status, told = MemoryJudge(), Status(), list[Alert]()

    def tell(alerts: Iterable[Alert]) -> None:
        told.extend(alerts)

    desk = Desk(judge, Nothing(), status, Log(io.StringIO()), tell)
    return judge, status, told, Findings(judge, desk, rules, lambda _: ())


def test_a_finding_is_told_once_and_leads_to_a_verdict() -> None:
    judge, status, told, findings = _joined(Rule("stop", Action.BLOCK, observe=False))
    for _ in range(2):
        findings.hear(Look([_finding("ann")], {}, 1))
    assert [(v.client, v.action, v.reason, v.rule) for v in judge.verdicts()] == [
        ("ann", Action.BLOCK, "finding:slow_crawl:3", "stop")
    ]
    assert [alert.name for alert in told] == ["slow_crawl", "block"]
    assert status.snapshot().findings == {"slow_crawl": 1}


def test_what_a_detector_says_of_its_footing_is_written_down_when_it_is_new() -> None:
    log = io.StringIO()
    judge = MemoryJudge()
    findings = Findings(judge, Desk(judge, Nothing(), Status(), Log(log)), (), lambda _: ())
    for notices in ([("slow_crawl", "was given up")], [("slow_crawl", "was given up"), ("fast_crawl", "moved")], [], []):
        findings.hear(Look(notices=notices))
    assert [line.partition('"reason":')[2] for line in log.getvalue().splitlines()] == ['"was given up"}', '"moved"}']


def test_members_have_their_own_lens() -> None:
    judge, _, _, findings = _joined(Rule("stop", Action.BLOCK, observe=False))
    findings.hear(Look([_finding("ann", "192.0.2.1", "bob")], {"192.0.2.1": "address", "bob": "account"}, 2))
    assert sorted((v.lens, v.client) for v in judge.verdicts()) == [("account", "bob"), ("address", "192.0.2.1")]


def test_new_rules_hold_from_the_next_look_on() -> None:
    judge, _, _, findings = _joined()
    findings.hear(Look([_finding("ann")], {}, 1))
    assert judge.verdicts() == []
    findings.take_over([Rule("stop", Action.MASK)], lambda _: ())
    findings.hear(Look([_finding("ann")], {}, 1))
    assert [v.action for v in judge.verdicts()] == [Action.MASK]


def _with_cases(cases: Hears) -> tuple[Status, list[Alert], Findings]:
    judge, status, told = MemoryJudge(), Status(), list[Alert]()
    desk = Desk(judge, Nothing(), status, Log(io.StringIO()), told.extend)
    return status, told, Findings(judge, desk, (), lambda _: (), cases)


def test_findings_become_incidents_and_the_same_again_no_entry(tmp_path: Path) -> None:
    with Cases(tmp_path / "people.incidents") as cases:
        _, _, findings = _with_cases(cases)
        tie = Tie(ClientName("account", "ann"), ClientName("account", "bob"), 90, 3.0)
        for _ in range(3):
            findings.hear(
                Look(
                    [_finding("ann"), _finding("bob"), _finding("carl", "192.0.2.1", "eve")], {"192.0.2.1": "account"}, ties=[tie]
                )
            )
            findings.hear(Look())
        assert [[client.name for client in one.clients] for one in cases.list()] == [["ann", "bob"], ["192.0.2.1", "eve"]]
        assert cases.list()[1].clients[0].lens == "account"
        assert len(cases.changes()) == 5


def test_an_alert_says_that_the_client_was_explained_before(tmp_path: Path) -> None:
    with Cases(tmp_path / "people.incidents") as cases:
        _, _, before = _with_cases(cases)
        before.hear(Look([_finding("ann"), _finding("bob")]))
        cases.move(1, State.FALSE_ALARM, by="eve", explanation="our own export")
        _, told, findings = _with_cases(cases)
        findings.hear(Look([_finding("ann"), _finding("bob")]))
        assert [alert.incident for alert in told] == [1, 0]


def test_a_store_that_is_away_is_a_problem_until_it_is_back() -> None:
    class Away:
        away = True

        def hear(self, findings: Iterable[Signal], ties: Iterable[Tie]) -> list[Incident]:  # noqa: ARG002  # as the real one
            if self.away:
                raise LedgerError("away")
            return []

    status, told, findings = _with_cases(Away())
    findings.hear(Look([_finding("ann")]))
    assert status.snapshot().problems == {"incidents": UNKEPT}
    assert [alert.name for alert in told] == ["incidents", "slow_crawl"]
    Away.away = False
    findings.hear(Look([_finding("ann")]))
    assert status.snapshot().problems == {}


class Memory:
    def __init__(self) -> None:
        self.marks: list[str] = []
        self.away = False

    def told(self) -> list[str]:
        return list(self.marks)

    def tell(self, marks: Sequence[str]) -> None:
        if self.away:
            raise LedgerError("away")
        self.marks += marks


def _remembering(memory: Memory) -> tuple[list[Alert], Findings]:
    told = list[Alert]()
    desk = Desk(MemoryJudge(), Nothing(), Status(), Log(io.StringIO()), told.extend)
    return told, Findings(MemoryJudge(), desk, [], lambda _: (), memory=memory)


def test_what_was_told_is_not_told_again_after_a_restart() -> None:
    memory = Memory()
    told, findings = _remembering(memory)
    findings.hear(Look([_finding("ann"), _finding("bob")]))
    assert len(told) == 2
    assert not any("ann" in mark for mark in memory.marks)
    told, findings = _remembering(memory)
    findings.hear(Look([_finding("ann"), _finding("bob"), _finding("eve")]))
    assert len(told) == 1, "the new one"


def test_a_store_that_is_away_gets_it_later() -> None:
    memory = Memory()
    memory.away = True
    told, findings = _remembering(memory)
    findings.hear(Look([_finding("ann")]))
    assert (len(told), memory.marks) == (1, [])
    memory.away = False
    findings.hear(Look([_finding("ann")]))
    assert (len(told), len(memory.marks)) == (1, 1)
