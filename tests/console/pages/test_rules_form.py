"""The forms of budgets and rules, there and back."""

from __future__ import annotations

import pytest
from starlette.datastructures import FormData

from headcount.config.live import BudgetConfig, RuleConfig, StepConfig
from headcount.console.endpoint import WrongError
from headcount.console.pages.rules_form import fields, lines, read_form, typed_in
from headcount.console.pages.rules_text import One, What
from headcount.model.kind import Kind

BUDGET = BudgetConfig(
    "phones",
    people=300,
    new=50,
    period="12h",
    routes=["GET /users/{id}"],
    kinds=["phone", "email"],
    role="staff",
    accounts=["ann", "bob"],
    steps=[StepConfig(0.5, "warn"), StepConfig(1.0, "mask", [Kind.PHONE]), StepConfig(1.5, "block")],
    mode="enforce",
)
RULE = RuleConfig(
    "slow", "mask", ["slow_crawl", "canary"], 2.5, 40, ["account", "prefix"], "staff", True, False, "7d", [Kind.PHONE], "observe"
)  # fmt: skip


def _form(one: One, what: What) -> FormData:
    held = fields(one, what)
    items = [(name, each) for name, value in held.items() for each in (value if isinstance(value, list) else [value])]
    return FormData([(name, str(value)) for name, value in items if value is not False])


@pytest.mark.parametrize(("what", "one"), [("budgets", BUDGET), ("rules", RULE)], ids=["budget", "rule"])
def test_what_is_there_comes_back_as_it_was(what: What, one: One) -> None:
    assert read_form(what, _form(one, what)) == one


def test_a_new_one_observes() -> None:
    assert fields(None, "budgets")["mode"] == "observe"
    assert (fields(None, "rules")["action"], fields(None, "rules")["before"]) == ("mask", "")


def test_what_was_typed_is_kept_with_every_tick() -> None:
    form = FormData([("name", "x"), ("people", "many"), ("detectors", "canary"), ("detectors", "slow_crawl")])
    assert typed_in("rules", form) == {"name": "x", "people": "many", "detectors": ["canary", "slow_crawl"], "lens": []}
    assert typed_in("budgets", FormData([("lens", "address")])) == {"lens": "address"}


@pytest.mark.parametrize(
    ("what", "given", "told"),
    [
        ("budgets", {"name": "x", "step1_at": "half"}, "step 2: half is no share"),
        ("budgets", {"name": "x", "step0_at": "50", "step0_action": "burn"}, "step 1: action: Invalid enum value 'burn'"),
        ("budgets", {"people": "3"}, "Object missing required field `name`"),
        ("rules", {"name": "x", "action": "mask", "strength": "much"}, "strength: Expected `float`, got `str`"),
        ("rules", {"name": "x", "action": "mask", "mask": "nothing"}, "mask[0]: Invalid enum value 'nothing'"),
    ],
    ids=["share", "action", "name", "strength", "mask"],
)
def test_what_is_no_budget_names_the_field(what: What, given: dict[str, str], told: str) -> None:
    with pytest.raises(WrongError) as caught:
        read_form(what, FormData(list(given.items())))
    assert str(caught.value).startswith(told)


def test_lines_stand_alone_or_between_commas() -> None:
    assert lines(" a, b\r\n\n c ,") == ["a", "b", "c"]
