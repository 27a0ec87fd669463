"""A trial on the made world: what would have been stopped, exactly, and whom a budget is for."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from headcount.config import AgreementConfig, Config
from headcount.config.live import BudgetConfig, StepConfig
from headcount.console.interface import Parts
from headcount.console.pages.rules_text import standing
from headcount.console.pages.rules_trial import DAYS, MOST_SHOWN, Tried, tried, week
from headcount.incident.cases import Cases
from headcount.model.incident import ClientName, Incident, Stamps, State
from tests.console.conftest import World
from tests.console.made_parts import MIDNIGHT
from tests.console.pages.mapped_board import MappedBoard, hear, over, parts_of, signal


def _tried(parts: Parts, text: str) -> tuple[Tried, ...]:
    found = standing(parts)
    told = found.read(text)
    return tried(parts, found, told, found.with_text(told))


def test_whoever_harvests_would_have_been_stopped(world: World, tmp_path: Path) -> None:
    parts = replace(parts_of(tmp_path, world.config()), board=world.board(), cases=world.cases, config=world.config)
    since, until = week(parts)
    assert until - since == dt.timedelta(days=DAYS)
    [one] = _tried(parts, '[[budgets]]\nname = "forty"\npeople = 40\n')
    board = world.board()
    accounts = {row.name for row in board.clients(lens="account", limit=1000).rows}
    counted = {}
    for name in accounts:
        shown: dict[dt.date, set[str]] = {}
        for showing in board.showings("account", name, limit=100_000):
            if since <= showing.at < until:
                shown.setdefault(showing.at.date(), set()).add(showing.record)
        counted[name] = max(map(len, shown.values()), default=0)
    assert {row.name for row in one.rows} <= {name for name, most in counted.items() if most > 40}
    assert set(world.harvesters[:2]) <= {row.name for row in one.rows}
    assert one.found == sum(bool(row.incident) for row in one.rows) >= 1
    assert [row for row in one.rows if row.incident] == list(one.rows[: one.found])


def test_the_first_step_that_acts_decides(tmp_path: Path) -> None:
    board = MappedBoard(stopped=[over("ann", 120), over("bob", 101), over("carl", 99)])
    steps = 'steps = [{ at = 0.1, action = "warn" }, { at = 1.0, action = "mask" }, { at = 2.0, action = "block" }]'
    [one] = _tried(parts_of(tmp_path, Config(), board), f'[[budgets]]\nname = "x"\npeople = 100\n{steps}\n')
    assert (one.action, one.clients, one.change, one.mode) == ("mask", 2, "added", "observe")
    [warns] = _tried(
        parts_of(tmp_path, Config(), board), '[[budgets]]\nname = "x"\npeople = 1\nsteps = [{ at = 1, action = "warn" }]\n'
    )
    assert (warns.action, warns.clients) == ("", 0)


def test_a_budget_is_for_its_groups_and_the_general_one_for_the_others(tmp_path: Path) -> None:
    base = Config(
        budgets=[BudgetConfig("few", people=50, accounts=["ann"])], agreements=[AgreementConfig("partner", accounts=["carl"])]
    )
    board = MappedBoard(stopped=[over("ann", 120), over("bob", 120), over("carl", 120)])
    [one] = _tried(parts_of(tmp_path, base, board), '[[budgets]]\nname = "all"\npeople = 100\n')
    assert [row.name for row in one.rows] == ["bob"]
    [own] = _tried(parts_of(tmp_path, base, board), '[[budgets]]\nname = "own"\npeople = 100\nagreement = "partner"\n')
    assert [row.name for row in own.rows] == ["carl"]


def test_what_stays_the_same_is_not_tried_and_networks_cannot_be(tmp_path: Path) -> None:
    base = Config(budgets=[BudgetConfig("x", people=100, mode="observe", steps=[StepConfig(1.0, "mask")])])
    same = '[[budgets]]\nname = "x"\npeople = 100\nsteps = [{ at = 1.0, action = "mask" }]\n'
    assert _tried(parts_of(tmp_path, base), same) == ()
    [network] = _tried(parts_of(tmp_path, base), '[[budgets]]\nname = "n"\npeople = 1\nlens = "prefix"\n')
    assert network.untried


def test_false_alarms_are_no_findings_and_old_findings_no_trial(tmp_path: Path) -> None:
    hear(tmp_path, [signal("ann"), signal("bob")])
    with Cases(tmp_path / "people.incidents") as cases:
        number = next(one.number for one in cases.list() if one.clients[0].name == "ann")
        cases.move(number, State.FALSE_ALARM, "bea", explanation="our own backup")
    text = '[[rules]]\nname = "r"\naction = "mask"\n'
    [one] = _tried(parts_of(tmp_path), text)
    assert [row.name for row in one.rows] == ["bob"]
    late = MappedBoard(last=MIDNIGHT + dt.timedelta(days=30))
    assert _tried(parts_of(tmp_path, board=late), text)[0].clients == 0


def test_ten_thousand_findings(tmp_path: Path) -> None:
    stamps = Stamps(signalled=MIDNIGHT)
    incidents = [
        Incident(n, State.NEW, "", (ClientName("account", f"c{n}"),), (signal(f"c{n}"),), MIDNIGHT, MIDNIGHT, stamps)
        for n in range(1, 10_001)
    ]
    store: Any = SimpleNamespace(list=lambda: incidents, close=lambda: None)
    [one] = _tried(replace(parts_of(tmp_path), cases=lambda: store), '[[rules]]\nname = "r"\naction = "mask"\n')
    assert (one.clients, one.found, len(one.rows)) == (10_000, 10_000, MOST_SHOWN)
