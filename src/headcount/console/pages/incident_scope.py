"""Scope, timeline and evidence of an incident: counted at once where the ledger is small, else when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from headcount.console.endpoint import BusyError
from headcount.console.interface import Permission
from headcount.console.pages.incident import again, head_of
from headcount.console.pages.incident_scope_answers import COUNT, EVIDENCE, SCOPE, SCOPE_TABLE, TIMELINE
from headcount.console.pages.interface import Act, Again, Asking, Page, View
from headcount.console.told_texts import told
from headcount.console.words import N_
from headcount.errors import HeadcountError
from headcount.model.exposure import Exposure
from headcount.reports.exposure import headline
from headcount.reports.exposure_html import TABLES
from headcount.reports.figures.course import course
from headcount.reports.figures.figure import render
from headcount.reports.phrases import phrases

COLUMNS = ("records", "people", "pieces", "clear", "masked", "showings")
MOST_ROWS = 60
"""Rows of a table on the page; CSV and JSON have all."""
_HEADINGS = {
    "records": N_("records"),
    "people": N_("people"),
    "pieces": N_("pieces of data"),
    "clear": N_("in clear"),
    "masked": N_("only masked"),
    "showings": N_("showings"),
}
_TITLES = {
    "by_kind": N_("By kind of data"),
    "by_grade": N_("By grade"),
    "by_class": N_("By class of the PRC's criminal law"),
    "by_residence": N_("By residence"),
    "by_route": N_("By route"),
    "by_client": N_("By client"),
    "by_entity": N_("By what the records are"),
    "by_day": N_("By day (UTC)"),
}
_PATH = "/incidents/{number:number}"


def _scope(asking: Asking) -> Mapping[str, Any]:
    scope = asking.ask(SCOPE, number=asking.path["number"])
    return {
        **head_of(asking, "/scope"),
        "scope": scope,
        "found": scope.exposure,
        "headline": headline(scope.exposure) if scope.exposure else [],
        "tables": [(name, _TITLES[name]) for name in TABLES],
        "columns": _columns(scope.exposure),
        "headings": _HEADINGS,
        "most": MOST_ROWS,
        "unknown": phrases(asking.say.language)("incident.unknown"),
    }


def _columns(found: Exposure | None) -> list[str]:
    """Without people there is no column for them."""
    return [name for name in COLUMNS if name != "people" or (found and found.total.people is not None)]


def _timeline(asking: Asking) -> Mapping[str, Any]:
    found = asking.ask(TIMELINE, number=asking.path["number"])
    say = phrases(asking.say.language)
    figure = course(found.steps, found.rows, "course", say) if found.steps else None
    return {
        **head_of(asking, "/timeline"),
        "timeline": found,
        "sentence": lambda text: told(text, asking.say),
        "picture": Markup(render(figure, say)) if figure else "",  # noqa: S704  # markup of reports.figures
        "moment": lambda what: say.named("moment", what.replace(" ", "_")),
    }


def _evidence(asking: Asking) -> Mapping[str, Any]:
    return {**head_of(asking, "/evidence"), "evidence": asking.ask(EVIDENCE, number=asking.path["number"])}


_SHOWN: dict[str, tuple[str, Callable[[Asking], Mapping[str, Any]]]] = {
    "scope": ("incident/scope.html", _scope),
    "timeline": ("incident/timeline.html", _timeline),
    "evidence": ("incident/evidence.html", _evidence),
}


def _count(asking: Asking) -> str | Again:
    """Count, and go back to the tab that asked for it."""
    number, tab = asking.path["number"], str(asking.form.get("tab", "scope")) if asking.form else "scope"
    if tab not in {*_SHOWN, "duties", "notices"}:
        tab = "scope"
    try:
        asking.ask(COUNT, number=number)
    except BusyError:
        raise
    except HeadcountError as error:
        return again(*_SHOWN.get(tab, _SHOWN["scope"]))(asking, str(error))
    return f"/incidents/{number}/{tab}"


PAGE = Page(
    "incident_scope",
    N_("Incident"),
    "",
    "/incidents",
    Permission.CLIENTS,
    tuple(View(f"{_PATH}/{tab}", template, Permission.CLIENTS, show) for tab, (template, show) in _SHOWN.items()),
    (Act(f"{_PATH}/count", Permission.CLIENTS, _count),),
    (SCOPE, SCOPE_TABLE, COUNT, TIMELINE, EVIDENCE),
)
