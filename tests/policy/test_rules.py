from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

import pytest

from headcount.model.finding import Finding
from headcount.model.kind import Kind
from headcount.model.verdict import Action, Verdict
from headcount.policy.rules import Rule, verdicts_of

LAST = dt.datetime(2027, 1, 15, 8, tzinfo=dt.UTC)
END = int(LAST.timestamp()) * 1_000_000
HOUR = 3_600_000_000
NOW = END + HOUR


def finding(**told: Any) -> Finding:  # noqa: ANN401  # any field of a finding
    usual: dict[str, Any] = {
        "detector": "slow_crawl",
        "lens": "account",
        "client": "ann",
        "client_id": 12,
        "records": 400,
        "people": 300,
        "first": LAST - dt.timedelta(days=9),
        "last": LAST,
        "strength": 5000.0,
        "threshold": 1000.0,
        "sentence": "made",
        "routes": ("/users/{id}",),
        "query": "SELECT 1",
    }
    return Finding(**{**usual, **told})


def groups(clients: tuple[tuple[str, str], ...]) -> Collection[str]:
    return {"s-1": ["role:staff"], "p-1": ["agreement:Partner"]}.get(clients[0][1], [])


def made(rule: Rule, *findings: Finding, now: int = NOW) -> list[Verdict]:
    return list(
        verdicts_of(findings or [finding()], [rule], groups, now, lambda name: "address" if name[0].isdigit() else "account")
    )


def test_a_finding_leads_to_a_verdict_that_names_it() -> None:
    rule = Rule("crawl", Action.MASK, duration=24 * HOUR, mask=(Kind.PHONE,), observe=False)
    assert made(rule) == [
        Verdict(0, "account", "ann", Action.MASK, NOW, END + 24 * HOUR, "finding:slow_crawl:12", (Kind.PHONE,), "crawl")
    ]
    assert made(Rule("crawl", Action.BLOCK))[0].observe


@pytest.mark.parametrize(
    ("rule", "told", "fits"),
    [
        (Rule("r", Action.BLOCK, detectors=frozenset({"slow_crawl"})), {}, True),
        (Rule("r", Action.BLOCK, detectors=frozenset({"canary"})), {}, False),
        (Rule("r", Action.BLOCK, strength=5), {}, True),
        (Rule("r", Action.BLOCK, strength=5.1), {}, False),
        (Rule("r", Action.BLOCK, people=300), {}, True),
        (Rule("r", Action.BLOCK, people=301), {}, False),
        (Rule("r", Action.BLOCK, people=400), {"people": None}, True),
        (Rule("r", Action.BLOCK, people=401), {"people": None}, False),
        (Rule("r", Action.BLOCK, lenses=frozenset({"address"})), {}, False),
        (Rule("r", Action.BLOCK, lenses=frozenset({"address"})), {"lens": "address"}, True),
        (Rule("r", Action.BLOCK), {"lens": "agent"}, False),
        (Rule("r", Action.BLOCK, group="role:staff"), {}, False),
        (Rule("r", Action.BLOCK, group="role:staff"), {"client": "s-1"}, True),
        (Rule("r", Action.BLOCK), {"client": "p-1"}, False),
        (Rule("r", Action.BLOCK, agreements=True), {"client": "p-1"}, True),
        (Rule("r", Action.BLOCK, duration=HOUR), {}, False),
        (Rule("r", Action.BLOCK, duration=HOUR + 1), {}, True),
    ],
)
def test_which_findings_a_rule_is_for(rule: Rule, told: dict[str, Any], fits: bool) -> None:
    assert bool(made(rule, finding(**told))) is fits


def test_a_finding_on_many_is_for_each_of_its_members() -> None:
    many = finding(lens="agent", client="ExampleBrowser/1.0", members=("ann", "192.0.2.7", "p-1"))
    assert [(one.lens, one.client) for one in made(Rule("r", Action.BLOCK), many)] == [
        ("account", "ann"),
        ("address", "192.0.2.7"),
    ]
    assert made(Rule("r", Action.BLOCK, members=False), many) == []
    network = finding(lens="prefix", client="192.0.2.0/24", members=("192.0.2.7",))
    assert [one.client for one in made(Rule("r", Action.BLOCK, members=False), network)] == ["192.0.2.0/24"]


def test_every_rule_that_fits_says_its_own() -> None:
    rules = [Rule("mild", Action.MASK), Rule("hard", Action.BLOCK, strength=2), Rule("other", Action.BLOCK, strength=9)]
    assert [one.rule for one in verdicts_of([finding()], rules, groups, NOW)] == ["mild", "hard"]
