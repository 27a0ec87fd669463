"""Budgets and rules: what is in force, a change with what it would have done, and every version of what was saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from starlette.responses import Response

from headcount.config.live import BudgetConfig, Lens
from headcount.console.endpoint import WrongError, as_csv
from headcount.console.interface import Permission
from headcount.console.pages.interface import Act, Again, Asking, Page, View
from headcount.console.pages.rules_answers import ENDPOINTS, PREVIEW, RULES, SAVE, VERSION, VERSIONS
from headcount.console.pages.rules_form import STEPS, fields, read_form, typed_in
from headcount.console.pages.rules_text import Standing, What, put, standing, take
from headcount.console.words import N_
from headcount.detectors import DETECTORS
from headcount.errors import UsageError
from headcount.model.kind import Kind
from headcount.reports.phrases import phrases

_EXAMPLE = """[[budgets]]
name = "phones a day"
kinds = ["phone"]
people = 300
new = 50
steps = [
    { at = 0.5, action = "warn" },
    { at = 1.0, action = "mask", mask = ["phone"] },
]
mode = "observe"
"""
_FORM, _TEXT, _PREVIEW = "rules_form.html", "rules_text.html", "rules_preview.html"
_WORDS = {
    "warn": N_("warn"),
    "mask": N_("mask"),
    "challenge": N_("challenge"),
    "throttle": N_("throttle"),
    "block": N_("block"),
    "observe": N_("observe"),
    "enforce": N_("enforce"),
    "file": N_("headcount.toml"),
    "console": N_("console"),
    "known": N_("known client"),
    "hour": N_("hour"),
    "day": N_("day"),
    "week": N_("week"),
    "role": N_("role"),
    "agreement": N_("agreement"),
    "crawler": N_("crawler"),
    "accounts": N_("accounts"),
    "added": N_("new"),
    "changed": N_("changed"),
    "removed": N_("taken away"),
}
"""What the answers' fixed names are called."""
_OPS = ("enforce", "observe", "remove", "revert")


def _show(asking: Asking) -> Mapping[str, Any]:
    saved = asking.query.get("saved", "")
    return {"found": asking.ask(RULES), "saved": saved if saved.isdigit() else "", "word": _word(asking)}


def _word(asking: Asking) -> Callable[[str], str]:
    return lambda name: asking.say(_WORDS[name]) if name in _WORDS else name


def _form(asking: Asking) -> Mapping[str, Any]:
    what, found = _what(asking.query.get("what", "")), standing(asking.parts)
    name = asking.query.get("name", "")
    one = found.find(what, name) if name else None
    if name and one is None:
        raise WrongError(f"there is no {what.removesuffix('s')} of this name")
    held = fields(one, what)
    if one is not None and one.mode is None:
        held["mode"] = found.merged.policy.mode
    return _filled(asking, found, what, held, "")


def _filled(asking: Asking, found: Standing, what: What, held: Mapping[str, Any], problem: str) -> Mapping[str, Any]:
    """What the form is given."""
    detectors = [(one.name, phrases(asking.say.language).named("detector", one.name)) for one in DETECTORS]
    before = found.find(what, str(held.get("before", "")))
    return {
        "what": what,
        "held": held,
        "problem": problem,
        "word": _word(asking),
        "steps": range(STEPS),
        "lenses": Lens.__args__,  # type: ignore[attr-defined]  # of a Literal
        "roles": [(role.name, role.name) for role in found.merged.roles],
        "agreements": [(one.name, one.name) for one in found.merged.agreements],
        "detectors": detectors,
        "kinds": [str(kind) for kind in Kind],
        "known": before is not None,
        "too_many": isinstance(before, BudgetConfig) and len(before.steps) > STEPS,
    }


def _text(asking: Asking) -> Mapping[str, Any]:
    found = standing(asking.parts)
    return {"text": found.text or _EXAMPLE, "problem": found.unfit, "example": not found.text}


def _change(asking: Asking) -> Mapping[str, Any]:
    """A change that is one step: enforce, observe, remove, or bring back a version."""
    op = asking.query.get("op", "")
    if op not in _OPS:
        raise WrongError(f"a change is one of {', '.join(_OPS)}")
    found, reverts = standing(asking.parts), 0
    if op == "revert":
        chosen = asking.ask(VERSION, version=asking.query.get("version", ""))
        text, reverts = chosen.text, chosen.row.version
    else:
        what, name = _what(asking.query.get("what", "")), asking.query.get("name", "")
        text = take(found.told, what, name) if op == "remove" else put(found.told, what, _moded(found, what, name, op), name)
    return _previewed(asking, found, text, op, reverts)


def _moded(found: Standing, what: What, name: str, mode: str) -> Any:  # noqa: ANN401  # a budget or a rule
    one = found.find(what, name)
    if one is None:
        raise WrongError(f"there is no {what.removesuffix('s')} of this name")
    return msgspec.structs.replace(one, mode=mode)


def _previewed(asking: Asking, found: Standing, text: str, op: str, reverts: int = 0) -> Mapping[str, Any]:
    """What the page of a change is given."""
    done = asking.ask(PREVIEW, text=text)
    return {
        "preview": done,
        "last": done.until - dt.timedelta(days=1),
        "text": text,
        "after": found.version,
        "op": op,
        "reverts": reverts,
        "word": _word(asking),
    }


def _try(asking: Asking) -> Again:
    """Show what a form or a text would do; or the same again with what is wrong in it."""
    assert asking.form is not None  # noqa: S101  # of an act
    form, found = asking.form, standing(asking.parts)
    if "text" in form:
        text = str(form["text"]).replace("\r\n", "\n")
        try:
            return Again(_PREVIEW, _previewed(asking, found, text, "text"))
        except (UsageError, WrongError) as error:
            return Again(_TEXT, {"text": text, "problem": str(error), "example": False}, 400)
    what = _what(str(form.get("what", "")))
    try:
        text = put(found.told, what, read_form(what, form), str(form.get("before", "")))
        return Again(_PREVIEW, _previewed(asking, found, text, "form"))
    except (UsageError, WrongError) as error:
        return Again(_FORM, _filled(asking, found, what, typed_in(what, form), str(error)), 400)


def _stopped(asking: Asking) -> Response:
    """The clients that one budget or rule would have stopped, all of them, as CSV."""
    assert asking.form is not None  # noqa: S101  # of an act
    wanted = str(asking.form.get("table", "")), str(asking.form.get("name", ""))
    told = asking.ask(PREVIEW, text=str(asking.form.get("text", "")), most=1_000_000).tried
    rows = next((one.rows for one in told if (one.table, one.name) == wanted), ())
    headers = {"Content-Disposition": 'attachment; filename="stopped.csv"', "Cache-Control": "no-store"}
    return Response(as_csv(rows), media_type="text/csv", headers=headers)


def _save(asking: Asking) -> str | Again:
    assert asking.form is not None  # noqa: S101  # of an act
    told = {name: str(asking.form[name]) for name in ("text", "after", "note", "reverts") if name in asking.form}
    try:
        made = asking.ask(SAVE, **told)
    except (UsageError, WrongError) as error:
        return Again(_TEXT, {"text": told.get("text", ""), "problem": str(error), "example": False}, 409)
    return f"/rules?saved={made.version}"


def _all_versions(asking: Asking) -> Mapping[str, Any]:
    return {"versions": asking.asked(VERSIONS)}


def _one_version(asking: Asking) -> Mapping[str, Any]:
    return {"found": asking.asked(VERSION)}


def _what(text: str) -> What:
    if text == "budgets":
        return "budgets"
    if text == "rules":
        return "rules"
    raise WrongError("say what is meant: budgets or rules")


PAGE = Page(
    "rules",
    N_("Budgets and rules"),
    "b",
    "/rules",
    Permission.CLIENTS,
    (
        View("/rules", "rules.html", Permission.CLIENTS, _show),
        View("/rules/form", _FORM, Permission.CONFIGURE, _form),
        View("/rules/text", _TEXT, Permission.CLIENTS, _text),
        View("/rules/change", _PREVIEW, Permission.CONFIGURE, _change),
        View("/rules/versions", "rules_versions.html", Permission.CLIENTS, _all_versions),
        View("/rules/versions/{version:number}", "rules_version.html", Permission.CLIENTS, _one_version),
    ),
    (
        Act("/rules/preview", Permission.CLIENTS, _try),
        Act("/rules/stopped.csv", Permission.CLIENTS, _stopped),
        Act("/rules/save", Permission.CONFIGURE, _save),
    ),
    ENDPOINTS,
)
