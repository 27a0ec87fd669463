"""The scan as one self-contained HTML file: no network, readable without scripts, light and dark, and on paper."""

from __future__ import annotations

import datetime as dt
from importlib.resources import files

from headcount.model.summary import ScanSummary
from headcount.reports.findings import findings_section
from headcount.reports.found import found_clients
from headcount.reports.markup import Html, tag
from headcount.reports.overview import (
    apart_section,
    clients_section,
    coverage_section,
    crowd_section,
    headline,
    opening,
    routes_section,
)
from headcount.reports.phrases import Language, Phrases, phrases
from headcount.reports.zone import zone_label

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""Content-Security-Policy: the page may load nothing from anywhere."""


def to_html(summary: ScanSummary, *, language: Language = "en", zone: dt.tzinfo | None = None) -> str:
    """The report as text; the same summary gives the same text.

    Args:
        summary: what the scan tells.
        language: of the page; a detector's own sentence stays English, with one in the page's language above it.
        zone: the zone that times are written in; None is the zone of this machine.
    """
    say, found = phrases(language), found_clients(summary.findings)
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("title", say("page.title", headline=headline(summary, found, say))),
        Html(f"<style>{_file('report.css')}</style>"),
    )
    sections = {
        "opening": opening(summary, found, say, zone),
        "crowd": crowd_section(summary, found, say),
        "findings": findings_section(found, say, zone),
        "clients": clients_section(summary, found, say, zone),
        "routes": routes_section(summary.routes, say),
        "apart": apart_section(summary, say, zone),
        "coverage": coverage_section(summary, say),
    }
    body = tag(
        "body",
        _masthead(sections, say),
        tag("main", *sections.values()),
        _colophon(summary, say, zone),
        Html(f"<script>{_file('report.js')}</script>"),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang=say.tag)}\n"


def _masthead(sections: dict[str, Html], say: Phrases) -> Html:
    links = [tag("a", say(f"nav.{name}"), href=f"#{name}") for name, section in sections.items() if section and name != "opening"]
    return tag(
        "header", tag("p", "headcount", tag("span", say("page.kind")), class_="wordmark"), tag("nav", *links), class_="masthead"
    )


def _colophon(summary: ScanSummary, say: Phrases, zone: dt.tzinfo | None) -> Html:
    when = summary.coverage.last or dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    return tag("footer", tag("p", say("page.made", lines=summary.coverage.lines, zone=zone_label(when, zone))))


def _file(name: str) -> str:
    return files("headcount.reports").joinpath("style", name).read_text(encoding="utf-8")
