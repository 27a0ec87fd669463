"""The posture as one self-contained page: every store with what a stranger could read, and how to close it."""

from __future__ import annotations

import datetime as dt
from importlib.resources import files

from headcount.model.posture import Posture, Store
from headcount.reports.markup import Html, concat, listing, tag
from headcount.reports.posture import headline
from headcount.reports.zone import minute

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""Content-Security-Policy: the page may load nothing from anywhere."""


def posture_to_html(found: Posture, *, zone: dt.tzinfo | None = None) -> str:
    """The page as text; the same posture gives the same text."""
    style = files("headcount.reports").joinpath("style", "report.css").read_text("utf-8")
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("title", f"headcount: {headline(found)}"),
        Html(f"<style>{style}</style>"),
    )
    wordmark = tag("p", "headcount", tag("span", "posture"), class_="wordmark")
    told = [tag("h1", headline(found)), tag("p", f"Looked at from outside, {minute(found.made, zone)}.", class_="lede")]
    sections = [_section(store, zone) for store in found.stores]
    notes = [tag("p", f"Not looked at: {line}") for line in found.refused]
    notes += [tag("p", f"Says of itself: {line}") for line in found.hints]
    notes += [tag("p", f"Known and accepted: {line}") for line in found.accepted]
    footer = tag(
        "footer", tag("p", "Read only, bounded, and only addresses of the inventory. Sampled values never left the probe.")
    )
    body = tag("body", tag("header", wordmark, class_="masthead"), tag("main", *told, *sections, *notes), footer)
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def _section(store: Store, zone: dt.tzinfo | None) -> Html:
    facts = [
        ("product", f"{store.product} {store.version}".strip() or "not known"),
        ("who reads it", store.reader.value if store.reachable else "nobody reached it"),
        ("holds", "not known" if store.estimate is None else f"{store.estimate:,} {store.unit}"),
        ("personal data", ", ".join(dict.fromkeys(f"{kind.kind} ({kind.form})" for kind in store.kinds)) or "none seen"),
        ("grade", str(store.grade or "none")),
        ("encrypted on the way", {True: "yes", False: "no", None: "not known"}[store.encrypted]),
        ("at rest", store.at_rest),
        ("addresses", ", ".join(store.addresses)),
        ("open since", minute(store.since, zone) if store.since else ""),
        ("touches", "; ".join(store.laws)),
        ("owner", store.owner),
        ("not to the end", store.problem),
    ]
    known = concat(concat((tag("dt", name), tag("dd", value))) for name, value in facts if value)
    ways = [
        concat(
            (
                tag("h4", f"{weakness.severity}: {weakness.sentence}"),
                tag("p", weakness.detail) if weakness.detail else "",
                listing(weakness.remedy),
                tag("p", "Closed when this says so:"),
                listing(weakness.check),
            )
        )
        for weakness in store.weaknesses
    ]
    head = tag("header", tag("p", store.url, class_="lens"), tag("h3", store.sentence))
    return tag("section", head, tag("dl", known), *ways, class_="finding" if store.open else "check")
