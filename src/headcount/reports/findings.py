"""The findings on a page: for each client the sentence, the pictures, the lines, and the query to check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from headcount.model.finding import Finding
from headcount.model.summary import FindingView, Pictures
from headcount.reports.figures.clock import clock, in_zone
from headcount.reports.figures.comb import comb
from headcount.reports.figures.figure import render
from headcount.reports.figures.staircase import peers_after, staircase
from headcount.reports.found import FoundClient
from headcount.reports.markup import Html, concat, escape, listing, tag
from headcount.reports.phrases import Phrases
from headcount.reports.tables import bar, ledger
from headcount.reports.zone import minute, period

_MOST_ODDS = 1e6
"""Larger odds are not told as a number: what was learned from one log does not support them."""
_MEMBERS = 40
"""Members of a finding on many clients that are named at most."""
_DRAWN = 50
"""Clients with pictures at most; the list above them has all."""


def findings_section(found: Sequence[FoundClient], say: Phrases, zone: dt.tzinfo | None) -> Html:
    """All found clients: a list that leads to them, then one article each. Nothing when there are none."""
    if not found:
        return Html("")
    rows = [
        (
            _name(client.lead, rank, say),
            amount(client.lead),
            bar(client.lead.records, max(each.lead.records for each in found)),
            tag("span", period(client.first, client.last, zone), class_="whole"),
            say("list.separator").join(say.named("detector", name) for name in client.detectors),
        )
        for rank, client in enumerate(found, 1)
    ]
    headings = (
        say("column.client"),
        say("column.people" if found[0].lead.people else "column.records"),
        "",
        say("column.period"),
        say("column.by"),
    )
    return tag(
        "section",
        tag("h2", say("findings.title")),
        tag("p", say("findings.intro"), class_="intro"),
        ledger(headings, rows),
        *(_article(rank, client, say, zone) for rank, client in enumerate(found[:_DRAWN], 1)),
        *([tag("p", say("findings.more", n=len(found) - _DRAWN), class_="intro")] if len(found) > _DRAWN else []),
        id="findings",
    )


def _name(finding: Finding, rank: int, say: Phrases) -> Html:
    name = f"{say.named('lens', finding.lens)} {finding.client}"
    return tag("a", name, href=f"#f{rank}") if rank <= _DRAWN else escape(name)


def amount(finding: Finding) -> int:
    """The number that stands first: people where they are known, else records."""
    return finding.people or finding.records


def _article(rank: int, client: FoundClient, say: Phrases, zone: dt.tzinfo | None) -> Html:
    lead, pictures, key = client.lead, client.pictures, f"f{rank}"
    turned, label = in_zone(pictures.clock, lead, zone)
    return tag(
        "article",
        tag(
            "header",
            tag("p", tag("span", str(rank), class_="rank"), say.named("lens", lead.lens), class_="lens"),
            tag("h3", lead.client),
            tag(
                "p",
                tag("strong", f"{amount(lead):,}"),
                " ",
                say("word.people" if lead.people else "word.records"),
                class_="amount",
            ),
        ),
        *_sentences(client, say, zone),
        render(staircase(pictures, f"{key}-staircase", say, zone), say),
        tag(
            "div",
            render(clock(turned, label, f"{key}-clock", say), say),
            render(comb(pictures.comb, f"{key}-comb", say), say),
            class_="pair",
        ),
        _routes(pictures, say),
        _facts(client, say, zone),
        _check(client, say),
        class_="finding",
        id=key,
    )


def _sentences(client: FoundClient, say: Phrases, zone: dt.tzinfo | None) -> list[Html]:
    """In English the detector's own sentence; in other languages one made of the same numbers, the detector's own below it."""
    lead = client.lead
    if say.tag == "en":
        sentences = [tag("p", lead.sentence, class_="sentence")]
    else:
        sentences = [
            tag("p", _sentence(client, say, zone), class_="sentence"),
            tag("p", say("finding.detector_says"), ": ", tag("span", lead.sentence, lang="en"), class_="aside"),
        ]
    if client.explanation:
        sentences.append(tag("p", say("finding.explained", n=client.incident, text=client.explanation), class_="aside"))
    for view in client.views[1:]:
        name = say.named("detector", view.finding.detector)
        sentences.append(tag("p", say("finding.also", detector=name, sentence=view.finding.sentence), class_="aside"))
    return sentences


def _sentence(client: FoundClient, say: Phrases, zone: dt.tzinfo | None) -> str:
    lead, band = client.lead, client.pictures.band
    shown = say("unit.people", n=lead.people) if lead.people else say("unit.records", n=lead.records)
    times = {"first": minute(lead.first, zone), "last": minute(lead.last, zone)}
    sentence = say("finding.sentence", lens=say.named("lens", lead.lens), client=lead.client, amount=shown, **times)
    if not band:
        return sentence
    median, _, most = peers_after(band, (lead.last - lead.first).total_seconds() / 86400)
    return sentence + say("finding.peers", median=f"{median:,.0f}", most=f"{most:,.0f}")


def _routes(pictures: Pictures, say: Phrases) -> Html:
    if not pictures.routes:
        return Html("")
    most = max(records for _, records in pictures.routes)
    rows = [(tag("code", template), records, bar(records, most)) for template, records in pictures.routes]
    headings = (say("column.route"), say("column.records"), "")
    return concat([tag("h4", say("finding.routes")), ledger(headings, rows)])


def _facts(client: FoundClient, say: Phrases, zone: dt.tzinfo | None) -> Html:
    pictures = client.pictures
    facts = [(say("finding.period"), escape(period(client.first, client.last, zone)))]
    if client.lead.people:
        facts.append((say("finding.records"), escape(say("unit.records", n=client.lead.records))))
    facts += [
        (say("finding.strength", detector=say.named("detector", view.finding.detector)), _strength(view, say))
        for view in client.views
    ]
    members = client.lead.members
    if members:
        told = say("list.separator").join(members[:_MEMBERS])
        told += say("finding.members.more", n=len(members) - _MEMBERS) if len(members) > _MEMBERS else ""
        facts.append((say("finding.members", n=len(members)), escape(told)))
    evidence = (f"{path}:{line}" for path, line in (pictures.first_evidence, pictures.last_evidence))
    first, last = (tag("code", place) for place in evidence)
    facts.append((say("finding.evidence"), Html(say("finding.lines", first=first, last=last))))
    return tag("dl", *(concat([tag("dt", name), tag("dd", value)]) for name, value in facts))


def _strength(view: FindingView, say: Phrases) -> Html:
    finding = view.finding
    threshold = say.about(finding.threshold)
    rule = f"finding.rule.{finding.detector}"
    if rule in say.table:  # a line that was drawn, not odds
        return escape(say(rule, times=f"{finding.strength / finding.threshold:.3g}"))
    if finding.strength > _MOST_ODDS:
        return escape(say("finding.beyond", threshold=threshold))
    return escape(say("finding.odds", odds=say.about(finding.strength), threshold=threshold))


def _check(client: FoundClient, say: Phrases) -> Html:
    queries = dict.fromkeys(view.finding.query for view in client.views)
    return tag(
        "div",
        tag("h4", say("finding.check")),
        tag("p", say("finding.check.how")),
        *(listing(query) for query in queries),
        class_="check",
    )
