"""The data map as one self-contained page: the flow from routes to kinds to lenses, then every route with its fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from importlib.resources import files

from headcount.model.data_map import DataMap, MapField, MapRoute
from headcount.model.kind import Form, Kind
from headcount.model.taxonomy import entry
from headcount.reports.figures.figure import render
from headcount.reports.figures.flow import flow
from headcount.reports.markup import Html, concat, tag
from headcount.reports.phrases import Language, Phrases, phrases
from headcount.reports.reasons import reason_in
from headcount.reports.tables import Cell, ledger
from headcount.reports.zone import minute, period

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""Content-Security-Policy: the page may load nothing from anywhere."""
_GRAVE = 4


def map_to_html(found: DataMap, *, language: Language = "en", zone: dt.tzinfo | None = None) -> str:
    """The map as text of a page; the same map gives the same text.

    Args:
        found: the map.
        language: of the page.
        zone: the zone that times are written in; None is the zone of this machine.
    """
    say = phrases(language)
    style = "".join(
        files("headcount.reports").joinpath("style", name).read_text("utf-8") for name in ("report.css", "data_map.css")
    )
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("title", f"headcount: {_headline(found, say)}"),
        Html(f"<style>{style}</style>"),
    )
    sections = {
        "opening": _opening(found, say, zone),
        "flow": tag("section", render(flow(found, "flow", say), say), id="flow"),
        "news": _news(found, say, zone),
        "beyond": _beyond(found, say, zone),
        "kinds": _kinds(found, say),
        "map-routes": _routes(found, say, zone),
        "idle": _idle(found, say, zone),
    }
    links = [tag("a", say(f"nav.{name}"), href=f"#{name}") for name, section in sections.items() if section and name != "opening"]
    wordmark = tag("p", "headcount", tag("span", say("map.kind")), class_="wordmark")
    script = files("headcount.reports").joinpath("style", "report.js").read_text("utf-8")
    body = tag(
        "body",
        tag("header", wordmark, tag("nav", *links), class_="masthead"),
        tag("main", *sections.values()),
        tag("footer", tag("p", say("map.made"))),
        Html(f"<script>{script}</script>"),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang=say.tag)}\n"


def _personal(found: DataMap) -> list[MapRoute]:
    return [route for route in found.routes if route.grade]


def _headline(found: DataMap, say: Phrases) -> str:
    routes = len(_personal(found))
    return say("map.headline", n=routes, kinds=len(found.kinds)) if routes else say("map.headline.nothing")


def _opening(found: DataMap, say: Phrases, zone: dt.tzinfo | None) -> Html:
    told = [tag("h1", _headline(found, say))]
    if found.begins and found.ends:
        told.append(tag("p", say("map.period", period=period(found.begins, found.ends, zone)), class_="lede"))
    if not _personal(found):
        told.append(tag("p", say("map.how"), class_="lede"))
    grave = [route for route in found.routes if route.grade >= _GRAVE]
    numbers = (
        (say("map.number.grave"), f"{len(grave):,}"),
        (say("map.number.routes"), f"{len(_personal(found)):,}"),
        (say("map.number.kinds"), f"{len(found.kinds):,}"),
        (say("map.number.once"), f"{max((route.most_people for route in found.routes), default=0):,}"),
    )
    keys = tag("dl", *(tag("div", tag("dt", name), tag("dd", value)) for name, value in numbers), class_="keys")
    return tag("section", *told, keys, class_="opening has-found" if grave else "opening")


def _section(name: str, say: Phrases, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Html:
    """A table under its heading, or nothing without rows."""
    body = list(rows)
    if not body:
        return Html("")
    intro = tag("p", say(f"map.{name}.intro"), class_="intro")
    return tag(
        "section",
        tag("h2", say(f"nav.{name}")),
        intro,
        ledger([say(f"map.{h}") for h in headings], body, key=f"t-{name}"),
        id=name,
    )


def _news(found: DataMap, say: Phrases, zone: dt.tzinfo | None) -> Html:
    rows = (
        (minute(field.since, zone) if field.since else "", _name(route), _kind(field, say), field.path)
        for route, field in found.news
    )
    return _section("news", say, ("since", "route", "shows", "path"), rows)


def _beyond(found: DataMap, say: Phrases, zone: dt.tzinfo | None) -> Html:
    rows = (
        (
            b.agreement,
            f"{say.named('lens', b.lens)} {b.client}",
            b.template,
            ", ".join(_word(Kind(kind), say) for kind in b.kinds),
            b.records,
            minute(b.first, zone),
        )
        for b in found.beyond
    )
    return _section("beyond", say, ("agreement", "client", "route", "shows", "records", "first"), rows)


def _kinds(found: DataMap, say: Phrases) -> Html:
    rows = (
        (
            _word(k.kind, say),
            k.grade,
            k.clear,
            k.hidden,
            k.routes,
            say("reasons.join").join(reason_in(say, rule) for rule in k.regimes),
        )
        for k in found.kinds
    )
    return _section("kinds", say, ("shows", "grade", "clear", "hidden", "routes", "regimes"), rows)


def _routes(found: DataMap, say: Phrases, zone: dt.tzinfo | None) -> Html:
    if not _personal(found):
        return Html("")
    parts = [_route(route, say, zone) for route in _personal(found)]
    intro = tag("p", say("map.map-routes.intro"), class_="intro")
    return tag("section", tag("h2", say("nav.map-routes")), intro, *parts, id="map-routes")


def _route(route: MapRoute, say: Phrases, zone: dt.tzinfo | None) -> Html:
    """One route: grade and reasons, what went through it, and its fields."""
    used = ", ".join(f"{use.clients:,} {say.named('lens', use.lens)}" for use in route.lenses)
    last = say("map.last", time=minute(route.last, zone)) if route.last else say("map.never")
    told = [say("map.grade.of", grade=route.grade), *(reason_in(say, rule) for rule in route.why)]
    amount = say("map.amount", records=route.records, showings=route.showings, clients=used or "0")
    rows = [
        (
            field.path or "-",
            _kind(field, say),
            field.grade,
            f"{field.confidence:.2f}",
            reason_in(say, field.reason) + (f" ({say('map.occasional')})" if field.occasional else ""),
        )
        for field in route.fields
    ]
    headings = [say(f"map.{h}") for h in ("path", "shows", "grade", "sure", "reason")]
    return tag(
        "article",
        tag("h3", tag("span", str(route.grade), class_=f"rank grade{route.grade}"), _name(route)),
        tag("p", say("reasons.join").join(told), class_="why"),
        tag("p", concat([amount, " ", last]), class_="aside-line"),
        ledger(headings, rows),
        class_="mapped",
    )


def _idle(found: DataMap, say: Phrases, zone: dt.tzinfo | None) -> Html:
    rows = ((_name(route), route.grade, minute(route.last, zone) if route.last else say("map.never")) for route in found.idle)
    return _section("idle", say, ("route", "grade", "last-shown"), rows)


def _name(route: MapRoute) -> str:
    inner = f" {route.subject}" if route.subject.startswith("$") else ""
    return f"{route.name}{inner}"


def _word(kind: Kind, say: Phrases) -> str:
    known = entry(kind)
    return known.zh if say.tag.startswith("zh") else known.en


def _kind(field: MapField, say: Phrases) -> str:
    name = _word(field.kind, say)
    return name if field.form == Form.CLEAR else f"{name} ({say(f'map.form.{field.form}')})"
