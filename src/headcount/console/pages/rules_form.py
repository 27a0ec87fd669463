"""The forms of budgets and rules: from what a browser sends to a table of the text, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from starlette.datastructures import FormData, QueryParams

from headcount.config.live import BudgetConfig, RuleConfig, StepConfig
from headcount.console.endpoint import WrongError
from headcount.console.pages.rules_text import One, What

STEPS = 4
"""Steps that the form has room for; a budget with more is edited as text."""
_LISTS = ("routes", "kinds", "accounts", "mask")
"""Fields that are written as lines."""
_PERCENT = 100
Kind = TypeVar("Kind", BudgetConfig, RuleConfig, StepConfig)


def read_form(what: What, form: FormData | QueryParams) -> One:
    """What was filled in.

    Raises:
        WrongError: a field does not hold what it should; the message names it.
    """
    given: dict[str, Any] = {name: str(form[name]).strip() for name in form if name not in _LISTS and str(form[name]).strip()}
    given |= {name: lines(str(form[name])) for name in _LISTS if name in form}
    if what == "budgets":
        return _budget(given)
    given |= {name: [str(one) for one in form.getlist(name)] for name in ("detectors", "lens")}
    given |= {name: name in form for name in ("agreements", "members")}
    return _converted(given, RuleConfig)


def fields(one: One | None, what: What) -> dict[str, Any]:
    """What the form's fields hold at first: of one that is there, else of a new one."""
    if one is None:
        new = {"name": "", "action": "mask", "mode": "observe"}
        one = msgspec.convert(new, RuleConfig) if what == "rules" else BudgetConfig("", mode="observe")
    held = {field.name: getattr(one, field.name) for field in msgspec.structs.fields(one)}
    held |= {name: "\n".join(map(str, held[name])) for name in _LISTS if name in held}
    for number, step in enumerate(held.pop("steps", [])[:STEPS]):
        share = f"{step.at * _PERCENT:g}"
        held |= {f"step{number}_at": share, f"step{number}_action": step.action, f"step{number}_mask": ", ".join(step.mask)}
    return {name: "" if value is None else value for name, value in held.items()} | {"before": one.name}


def typed_in(what: What, form: FormData | QueryParams) -> dict[str, Any]:
    """What the form's fields hold when it is shown again."""
    held: dict[str, Any] = {name: str(form[name]) for name in form}
    if what == "rules":
        held |= {name: [str(one) for one in form.getlist(name)] for name in ("detectors", "lens")}
    return held


def lines(text: str) -> list[str]:
    """What stands on lines of its own, or between commas."""
    return [one for line in text.splitlines() for one in map(str.strip, line.split(",")) if one]


def _budget(given: Mapping[str, Any]) -> BudgetConfig:
    told = {name: value for name, value in given.items() if not name.startswith("step")}
    steps = []
    for number in range(STEPS):
        at = given.get(f"step{number}_at", "")
        if not at:
            continue
        try:
            share = float(at.removesuffix("%").strip()) / _PERCENT
        except ValueError as error:
            raise WrongError(f"step {number + 1}: {at} is no share; write a number such as 50 for half of the budget") from error
        mask = lines(given.get(f"step{number}_mask", ""))
        action = given.get(f"step{number}_action", "")
        steps.append(_converted({"at": share, "action": action, "mask": mask}, StepConfig, f"step {number + 1}: "))
    return msgspec.structs.replace(_converted(told, BudgetConfig), steps=steps)


def _converted(given: Mapping[str, Any], kind: type[Kind], before: str = "") -> Kind:
    wanted = {field.name for field in msgspec.structs.fields(kind)}
    try:
        return msgspec.convert({name: value for name, value in given.items() if name in wanted}, kind, strict=False)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at ")
        field = where.strip("`").removeprefix("$.")
        raise WrongError(f"{before}{field + ': ' if field else ''}{what}") from error
