"""Findings become alerts once, and verdicts by the rules."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence

from headcount.model.alert import Alert
from headcount.model.finding import Finding
from headcount.model.verdict import Action, Verdict
from headcount.policy.judge import MemoryJudge
from headcount.policy.rules import Rule
from headcount.service.desk import Desk
from headcount.service.findings import Findings
from headcount.service.logs import Log
from headcount.service.looking import Look
from headcount.service.status import Status

NOW = dt.datetime.now(dt.UTC)


class Nothing:
    problem = ""

    def keep(self, verdicts: Sequence[Verdict]) -> None:
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
