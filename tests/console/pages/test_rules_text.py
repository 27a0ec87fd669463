"""How budgets and rules stand, and how the console's text is changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from headcount.config import AgreementConfig, Config
from headcount.config.live import BudgetConfig, RuleConfig
from headcount.config.overlay import RulesText, overlaid
from headcount.console.endpoint import WrongError
from headcount.console.pages.rules_text import hold_back, put, standing, take
from tests.console.pages.mapped_board import MadeDocuments, parts_of

FILE = Config(budgets=[BudgetConfig("a", people=3), BudgetConfig("b", people=4)], rules=[RuleConfig("r", "mask")])
TEXT = '[[budgets]]\nname = "b"\npeople = 1\n\n[[rules]]\nname = "s"\naction = "block"\n'


class Own:
    """A client that somebody declared."""

    lens, name, people = "account", "svc", 7


def test_where_each_comes_from(tmp_path: Path) -> None:
    documents = MadeDocuments()
    parts = parts_of(tmp_path, FILE, documents=documents)
    documents.write("rules", TEXT, "ann", parts.clock())
    found = standing(replace(parts, config=lambda: overlaid(FILE, TEXT, [Own()])))
    assert [(what, origin, over, one.name) for what, origin, over, one in found.all()] == [
        ("budgets", "file", False, "a"),
        ("budgets", "console", True, "b"),
        ("budgets", "known", False, "known account svc"),
        ("rules", "file", False, "r"),
        ("rules", "console", False, "s"),
    ]
    assert (found.version, found.unfit) == (1, "")
    assert found.find("rules", "b") is None
    told = found.read(TEXT.replace("people = 1", 'people = 1\nagreement = "known account svc"'))
    assert [budget.name for budget in found.with_text(told).budgets] == ["a", "b", "known account svc"]


def test_without_a_store_the_file_stands_alone(tmp_path: Path) -> None:
    found = standing(replace(parts_of(tmp_path, FILE), documents=None, base=None))
    assert (found.version, found.text, [origin for _, origin, _, _ in found.all()]) == (0, "", ["file"] * 3)


def test_put_replaces_in_place_and_take_takes() -> None:
    told = RulesText([BudgetConfig("a", people=1, mode="observe"), BudgetConfig("b", people=2, mode="observe")])
    renamed = put(told, "budgets", BudgetConfig("c", people=5, mode="observe"), "a")
    assert [line for line in renamed.splitlines() if line.startswith("name")] == ['name = "c"', 'name = "b"']
    added = put(told, "rules", RuleConfig("r", "mask", mode="observe"), "r")
    assert added.endswith('[[rules]]\nname = "r"\naction = "mask"\nmode = "observe"\n')
    assert take(told, "budgets", "a") == '[[budgets]]\nname = "b"\npeople = 2\nmode = "observe"\n'
    with pytest.raises(WrongError, match="the console has no budget of this name"):
        take(told, "budgets", "c")


def test_only_what_is_in_force_may_be_enforced(tmp_path: Path) -> None:
    found = standing(parts_of(tmp_path, FILE))
    hold_back(RulesText([BudgetConfig("a", people=1, mode="enforce")], [RuleConfig("new", "mask", mode="observe")]), found)
    with pytest.raises(WrongError, match='rule "new" is new'):
        hold_back(RulesText(rules=[RuleConfig("new", "mask", mode="enforce")]), found)


def test_known_agreements_are_those_in_force(tmp_path: Path) -> None:
    base = Config(agreements=[AgreementConfig("partner", accounts=["p"])])
    found = standing(parts_of(tmp_path, base))
    assert found.read('[[budgets]]\nname = "x"\npeople = 1\nagreement = "partner"\n').budgets[0].agreement == "partner"
