"""The rest of the page: headline, crowd, clients, routes, who is named apart, coverage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from headcount.model.summary import ClientSummary, Coverage, RouteSummary, ScanSummary
from headcount.reports.figures.crowd import crowd
from headcount.reports.figures.figure import render
from headcount.reports.findings import amount
from headcount.reports.found import FoundClient
from headcount.reports.markup import Html, concat, listing, tag
from headcount.reports.phrases import Phrases
from headcount.reports.tables import Cell, bar, ledger
from headcount.reports.zone import minute, period, zone_label

_ROWS = 200
"""Rows of a table at most."""


def headline(summary: ScanSummary, found: Sequence[FoundClient], say: Phrases) -> str:
    """The page in one sentence."""
    if not summary.coverage.accesses:
        return say("headline.nothing")
    if not found:
        return say("headline.quiet")
    return say("headline.found.people" if any(client.lead.people for client in found) else "headline.found.records", n=len(found))


def opening(summary: ScanSummary, found: Sequence[FoundClient], say: Phrases, zone: dt.tzinfo | None) -> Html:
    """Headline, what it rests on, and the numbers that matter."""
    return tag(
        "section",
        tag("h1", headline(summary, found, say)),
        *_lede(summary, found, say, zone),
        tag(
            "dl",
            *(concat([tag("div", tag("dt", name), tag("dd", value))]) for name, value in _numbers(summary, found, say)),
            class_="keys",
        ),
        class_="opening has-found" if found else "opening",
    )


def crowd_section(summary: ScanSummary, found: Sequence[FoundClient], say: Phrases) -> Html:
    """All clients as one picture. Nothing when no client was shown a record."""
    if not any(clients for _, _, clients in summary.crowd):
        return Html("")
    labelled = [(f"{say.named('lens', client.lead.lens)} {client.lead.client}", client.lead.records) for client in found]
    declared = [(client.client, client.records) for client in summary.declared if client.records]
    return tag("section", render(crowd(summary.crowd, labelled, declared, "crowd-all", say), say), id="crowd")


def clients_section(summary: ScanSummary, found: Sequence[FoundClient], say: Phrases, zone: dt.tzinfo | None) -> Html:
    """The table of clients, with a filter where a script runs. Nothing without clients."""
    marks = {(client.lead.lens, client.lead.client) for client in found}
    if not summary.clients:
        return Html("")
    field = tag(
        "input",
        type="search",
        data_filters="clients-table",
        placeholder=say("clients.filter"),
        aria_label=say("clients.filter"),
        hidden=True,
    )
    intro = tag("p", say("clients.intro", n=len(summary.clients), total=summary.clients_total), class_="intro")
    return _section("clients", say, intro, field, _clients(summary.clients, say, zone, marks, "clients-table"))


def routes_section(routes: Sequence[RouteSummary], say: Phrases) -> Html:
    """Every route of the catalogue, those that show records first. Nothing without routes."""
    if not routes:
        return Html("")
    most = max(route.records for route in routes)
    columns = ("route", "records", "", "requests", "misses", "subject", "entity", "source")
    rows = [
        (
            tag("code", f"{route.method} {route.template}"),
            route.records,
            bar(route.records, most),
            route.requests,
            route.misses,
            route.subject,
            f"{route.entity} ({say('column.people')})" if route.entity and route.people else route.entity,
            say.named("source", route.source),
        )
        for route in sorted(routes, key=lambda route: route.subject is None)
    ]
    headings = [say(f"column.{name}") if name else "" for name in columns]
    return _section("routes", say, tag("p", say("routes.intro"), class_="intro"), _capped(headings, rows, say, "routes-table"))


def apart_section(summary: ScanSummary, say: Phrases, zone: dt.tzinfo | None) -> Html:
    """Declared crawlers, agreements and noisy clients: counted, and not found."""
    parts = [
        concat(
            [
                tag("h2", say(f"{name}.title")),
                tag("p", say(f"{name}.intro"), class_="intro"),
                _clients(clients, say, zone, set(), None),
            ]
        )
        for name, clients in (("declared", summary.declared), ("noisy", summary.noisy), ("prefixes", summary.prefixes))
        if clients
    ]
    return tag("section", *parts, id="apart") if parts else Html("")


def coverage_section(summary: ScanSummary, say: Phrases) -> Html:
    """What was read, what was not and why."""
    coverage = summary.coverage
    numbers = {"lines": coverage.lines, "accesses": coverage.accesses, "skipped": coverage.skipped, "files": len(coverage.files)}
    parts = [tag("p", say("coverage.sentence", n=len(coverage.files), seconds=f"{coverage.seconds:.1f}", **numbers))]
    files = [
        (tag("code", f.path), f.format or say("coverage.unknown"), f.bytes, f.lines, f.accesses, f.skipped, f.note)
        for f in coverage.files
    ]
    for key, columns, rows in (
        ("files", ("file", "format", "bytes", "lines", "accesses", "skipped", "note"), files),
        ("skipped", ("reason", "lines"), sorted(coverage.reasons.items(), key=lambda item: -item[1])),
        ("examples", ("file", "line", "reason"), [(tag("code", p), str(line), reason) for p, line, reason in coverage.examples]),
        ("idle", ("detector", "reason"), [(say.named("detector", name), reason) for name, reason in summary.idle_detectors]),
        ("notices", ("table", "notice"), [(tag("code", table), notice) for table, notice in summary.notices]),
    ):
        if rows:
            parts += [tag("h3", say(f"coverage.{key}")), _capped([say(f"column.{column}") for column in columns], rows, say)]
    return _section("coverage", say, *parts)


def share_read(coverage: Coverage) -> str:
    """Accesses per 100 lines, rounded down, so that 100.00 means all."""
    return f"{coverage.accesses * 10_000 // coverage.lines / 100:.2f}" if coverage.lines else "0.00"


def _capped(headings: Sequence[str], rows: Sequence[Sequence[Cell]], say: Phrases, key: str | None = None) -> Html:
    """A table of at most `_ROWS` rows that says how many it left out."""
    table = ledger(headings, rows[:_ROWS], key=key)
    return concat([table, tag("p", say("table.more", n=len(rows) - _ROWS), class_="intro")]) if len(rows) > _ROWS else table


def _section(name: str, say: Phrases, *parts: Html) -> Html:
    return tag("section", tag("h2", say(f"{name}.title")), *parts, id=name)


def _lede(summary: ScanSummary, found: Sequence[FoundClient], say: Phrases, zone: dt.tzinfo | None) -> list[Html]:
    coverage = summary.coverage
    if not coverage.accesses or coverage.first is None or coverage.last is None:
        command = (
            "headcount scan --log-format '$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent' PATH"
        )
        return [tag("p", say("lede.nothing", lines=coverage.lines), class_="lede"), listing(command)]
    covered = say(
        "lede.period", period=period(coverage.first, coverage.last, zone), share=share_read(coverage), lines=coverage.lines
    )
    parts = [tag("p", covered, class_="lede")]
    if not summary.records_total:
        command = "headcount routes PATH > headcount.toml\nheadcount scan --config headcount.toml PATH"
        parts += [tag("p", say("lede.no_records")), listing(command)]
    elif not found:
        parts.append(tag("p", say("lede.quiet")))
    return parts


def _numbers(summary: ScanSummary, found: Sequence[FoundClient], say: Phrases) -> list[tuple[str, str]]:
    numbers = []
    if found:
        numbers.append((say("key.taken"), f"{max(amount(client.lead) for client in found):,}"))
    if summary.people_total is not None:
        numbers.append((say("key.people"), f"{summary.people_total:,}"))
    numbers += [(say("key.records"), f"{summary.records_total:,}"), (say("key.clients"), f"{summary.clients_total:,}")]
    return [*numbers, (say("key.lines"), f"{summary.coverage.lines:,}")][:5]


def _clients(
    clients: Sequence[ClientSummary], say: Phrases, zone: dt.tzinfo | None, marks: set[tuple[str, str]], key: str | None
) -> Html:
    people = any(client.people is not None for client in clients)
    most = max(client.records for client in clients)
    label = zone_label(clients[0].last, zone)
    columns = ["client", *(["people"] if people else []), "records", "", "requests", "per", "first", "last", "agents", "note"]
    rows = []
    for client in clients:
        found = (client.lens, client.client) in marks
        name = concat([tag("span", say.named("lens", client.lens), class_="kind"), " ", client.client])
        row: list[Cell] = [tag("strong", name, class_="marked") if found else tag("span", name)]
        row += [client.people] if people else []
        row += [client.records, bar(client.records, most), client.requests]
        row.append(client.requests / client.records if client.records else None)
        row += [tag("span", minute(time, zone), class_="whole") for time in (client.first, client.last)]
        row.append(client.agents)
        rows.append([*row, say("note.found") if found else _note(client, say)])
    return _capped([say(f"column.{name}", zone=label) if name else "" for name in columns], rows, say, key)


def _note(client: ClientSummary, say: Phrases) -> str:
    if client.agreement:
        return say("note.agreement", name=client.agreement)
    if client.declared_crawler:
        key = {True: "note.verified", False: "note.refuted", None: "note.says"}[client.verified]
        return say(key, name=client.declared_crawler)
    return ""
