"""Scope and timeline of an incident as one self-contained page: no network, no scripts, light and dark, and on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from importlib.resources import files

from headcount.model.exposure import Count, Exposure
from headcount.model.incident import Incident
from headcount.model.kind import Kind
from headcount.model.taxonomy import entry
from headcount.reports.exposure_timeline import Happened
from headcount.reports.figures.course import course
from headcount.reports.figures.figure import render
from headcount.reports.markup import Html, tag
from headcount.reports.phrases import Language, Phrases, phrases
from headcount.reports.tables import ledger

TABLES = ("by_kind", "by_grade", "by_class", "by_residence", "by_route", "by_client", "by_entity", "by_day")
_COLUMNS = ("records", "people", "pieces", "clear", "masked")
_MOST = 60
"""Rows of a table at most; the JSON has all."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""Content-Security-Policy: the page may load nothing from anywhere."""


def incident_to_html(
    incident: Incident,
    found: Exposure,
    moments: Sequence[Happened],
    steps: Sequence[tuple[dt.datetime, int]],
    language: Language = "en",
) -> str:
    """The page as text; the same input gives the same text. Times are UTC.

    Args:
        incident: its number, title and state.
        found: its scope.
        moments: its timeline.
        steps: (time, different records so far), for the picture.
        language: of the page; sentences of detectors, reasons and notes stay English.
    """
    say = phrases(language)
    title = say("incident.page", n=incident.number, title=incident.title)
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("title", title),
        Html(f"<style>{files('headcount.reports').joinpath('style', 'report.css').read_text(encoding='utf-8')}</style>"),
    )
    body = tag(
        "body",
        tag("main", tag("h1", title), _numbers(found, say), _reasons(found), render(course(steps, moments, "course", say), say)),
        _moments(moments, say),
        *(_table(name, getattr(found, name), say) for name in TABLES if getattr(found, name)),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang=say.tag)}\n"


def _numbers(found: Exposure, say: Phrases) -> Html:
    total = found.total
    told = [(name, getattr(total, name)) for name in ("people", *_COLUMNS) if name != "people" or total.people is not None]
    told += [("sensitive", found.sensitive), ("unexplained", found.unexplained)]
    unique = {name: count for name, count in told if count is not None}
    more = say("incident.least") if found.at_least else ""
    cells = [
        tag("div", tag("dt", say(f"incident.{name}")), tag("dd", f"{more}{count:,}" if name != "masked" else f"{count:,}"))
        for name, count in unique.items()
    ]
    return tag("dl", *cells, class_="keys has-found")


def _reasons(found: Exposure) -> Html:
    return tag("ul", *(tag("li", reason) for reason in (*found.at_least, *found.notes)))


def _table(name: str, rows: Sequence[Count], say: Phrases) -> Html:
    headings = [say(f"incident.{column}") for column in (name, *_COLUMNS)]
    cells = [(_label(name, row.key, say), *(getattr(row, column) for column in _COLUMNS)) for row in rows[:_MOST]]
    more = tag("p", say("incident.more", n=len(rows) - _MOST)) if len(rows) > _MOST else Html("")
    return tag("section", tag("h2", say(f"incident.{name}")), ledger(headings, cells), more)


def _whole(what: str, say: Phrases) -> Html:
    """The word for what happened, on one line."""
    return tag("span", say.named("moment", what.replace(" ", "_")), style="white-space:nowrap")


def _label(name: str, key: str, say: Phrases) -> str:
    """A kind by its name in the page's language; what is not known by the word for that; all else as it is."""
    if key == "unknown":
        return say("incident.unknown")
    known = entry(Kind(key)) if name == "by_kind" else None
    return key if known is None else known.zh if say.tag.startswith("zh") else known.en


def _moments(moments: Sequence[Happened], say: Phrases) -> Html:
    headings = [say(f"incident.{name}") for name in ("at", "what", "text", "by")]
    rows = [(f"{one.at:%Y-%m-%d %H:%M:%S}", _whole(one.what, say), one.text, one.by) for one in moments]
    return tag("section", tag("h2", say("incident.timeline")), ledger(headings, rows))
