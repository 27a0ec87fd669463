"""The person's own report: who has seen my data, when, which kinds, on what ground (GDPR art. 15, EHDS art. 9, NEN 7513).

Readers are told by their role unless they are to be named, since a reader is a person too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from importlib.resources import files

from headcount.model.kind import Kind
from headcount.model.taxonomy import entry
from headcount.model.viewing import PersonReport, Viewing
from headcount.reports.markup import Html, tag
from headcount.reports.notices.document import Document, Row, Table, Text
from headcount.reports.phrases import Language, Phrases, phrases
from headcount.reports.zone import minute, period, zone_label

Groups = Callable[[Viewing], Collection[str]]
"""The groups of a reader: `role:NAME`, `agreement:NAME`, `crawler:NAME`."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_TOLD_BY = ("role", "agreement", "crawler")
"""What says most about a reader, first."""


def nobody_known(_: Viewing) -> Collection[str]:
    """Without a configuration no reader belongs to anything."""
    return ()


def person_document(
    report: PersonReport,
    groups: Groups = nobody_known,
    *,
    language: Language = "en",
    zone: dt.tzinfo | None = None,
    named: bool = False,
) -> Document:
    """The report as blocks, for PDF and HTML.

    Args:
        report: what the ledger told.
        groups: what a reader is to the site.
        language: of the report.
        zone: the zone that times are written in; None is the zone of this machine.
        named: whether readers are called by their name in the log, instead of by their role.
    """
    say = phrases(language)
    readers = report.viewings
    title = say("person.title")
    lede = say("person.lede", n=len(readers), times=sum(one.times for one in readers)) if readers else say("person.nobody")
    blocks: list[Text | Table] = [Text("title", title), Text("plain", lede)]
    blocks += [Text("note", note) for note in _notes(report, say, zone)]
    for one, who in zip(readers, _names(readers, groups, say, named=named), strict=True):
        blocks += [Text("heading", who), Table(tuple(Row(label, text) for label, text in _told(one, groups(one), say, zone)))]
    if readers and not named:
        blocks.append(Text("note", say("person.names")))
    blocks.append(Text("note", say("person.rights")))
    return Document(title, say.tag if language == "en" else language, tuple(blocks))


def person_html(document: Document) -> str:
    """The report as one page that loads nothing."""
    style = files("headcount.reports").joinpath("style", "report.css").read_text("utf-8")
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("title", document.title),
        Html(f"<style>{style}</style>"),
    )
    body = tag("body", tag("main", tag("section", *(_block(block) for block in document.blocks))))
    return f"<!doctype html>\n{tag('html', head, body, lang='zh-CN' if document.language == 'zh' else document.language)}\n"


def _block(block: Text | Table) -> Html:
    if isinstance(block, Table):
        rows = (tag("tr", tag("td", row.label), tag("td", row.text)) for row in block.rows)
        return tag("div", tag("table", tag("tbody", *rows), class_="ledger"), class_="scroll")
    return tag({"title": "h1", "heading": "h2"}.get(block.style, "p"), block.text)


def _notes(report: PersonReport, say: Phrases, zone: dt.tzinfo | None) -> Iterable[str]:
    if report.begins and report.ends:
        yield say("person.period", period=period(report.begins, report.ends, zone), zone=zone_label(report.ends, zone))
    if report.expired:
        yield say("person.expired", day=f"{report.expired:%Y-%m-%d}")
    if report.skipped:
        yield say("person.skipped", n=report.skipped)


def _names(readers: Collection[Viewing], groups: Groups, say: Phrases, *, named: bool) -> list[str]:
    """What each reader is called; those who would be called the same are numbered in the order in which they came."""
    if named:
        return [f"{say.named('lens', one.lens)} {one.client}" for one in readers]
    called = [_role(groups(one), one.lens, say) for one in readers]
    met: dict[str, int] = {}
    told = []
    for who in called:
        met[who] = met.get(who, 0) + 1
        told.append(say("person.numbered", who=who, n=met[who]) if called.count(who) > 1 else who)
    return told


def _role(groups: Collection[str], lens: str, say: Phrases) -> str:
    for what in _TOLD_BY:
        found = _of(what, groups)
        if found:
            return say(f"person.{what}", name=", ".join(found))
    return say(f"person.someone.{lens}")


def _of(what: str, groups: Collection[str]) -> list[str]:
    return sorted(group.partition(":")[2] for group in groups if group.startswith(f"{what}:"))


def _told(one: Viewing, groups: Collection[str], say: Phrases, zone: dt.tzinfo | None) -> Iterable[tuple[str, str]]:
    first, last = minute(one.first, zone), minute(one.last, zone)
    yield say("person.when"), first if first == last else f"{first} - {last}"
    yield say("person.times"), f"{one.times:,}"
    yield say("person.kinds"), _kinds(one, say)
    yield say("person.through"), ", ".join(one.routes)
    agreed = [say("person.agreement", name=name) for name in _of("agreement", groups)]
    yield say("person.ground"), "; ".join([*agreed, *_ground(one, say, agreed=bool(agreed))])


def _kinds(one: Viewing, say: Phrases) -> str:
    told = [_list(one.clear, say)] if one.clear else []
    if one.masked:
        told.append(say("person.masked", kinds=_list(one.masked, say)))
    if not told:
        return say("person.unknown")
    if one.presumed:
        told.append(say("person.presumed"))
    return "; ".join(told)


def _list(kinds: Iterable[Kind], say: Phrases) -> str:
    return ", ".join(entry(kind).zh if say.tag.startswith("zh") else entry(kind).en for kind in kinds)


def _ground(one: Viewing, say: Phrases, *, agreed: bool) -> Iterable[str]:
    if one.explained is None:
        if not agreed:
            yield say("person.reason.unknown")
    elif one.explained == one.times:
        yield say("person.reason.all")
    elif one.explained:
        yield say("person.reason.some", explained=one.explained, times=one.times)
    else:
        yield say("person.reason.none")
