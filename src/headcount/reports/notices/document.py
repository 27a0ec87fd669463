"""A notice as blocks: headings, paragraphs and tables that every format writes in its own way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from headcount.model.duty import Value
from headcount.model.law import Unit
from headcount.model.notice import Draft
from headcount.reports.markup import printable
from headcount.reports.notices.wording import Words, moment, told, words

Style = Literal["title", "heading", "plain", "note", "gap"]


@dataclass(frozen=True, slots=True)
class Text:
    """A heading or a paragraph."""

    style: Style
    """`note`: about the draft itself; `gap`: has to be filled in."""
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table of two columns."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of two columns."""

    rows: tuple[Row, ...]


Block = Text | Table


@dataclass(frozen=True, slots=True)
class Document:
    """One notice, ready to be written."""

    title: str
    language: str
    """Of everything but what people said, sources, and names that have none in it."""
    blocks: tuple[Block, ...]


def document(draft: Draft, language: str) -> Document:
    """One notice in words.

    Args:
        draft: what it says.
        language: one of `LANGUAGES`; texts that people gave stay as they gave them.
    """
    say = words(language)
    title = printable(_title(draft, say))
    blocks = (
        Text("title", title),
        Text("note", say("draft")),
        Text("note", say("internal")),
        *(Text("note", note) for note in _doubts(draft, say)),
        Table(tuple(_internal(draft, say))),
        Table(tuple(_head(draft, say))),
        Text("plain", say(f"open_{draft.duty.to}")),
        *_contents(draft, say),
        Text("heading", say("facts")),
        Table(tuple(Row(say.field(value.field), told(value, draft.happened, draft.duty.zone, say)) for value in draft.facts)),
        *_close(draft, say),
    )
    return Document(title, language, tuple(_printable(block) for block in blocks))


def _title(draft: Draft, say: Words) -> str:
    body = say.named("bodies", draft.duty.body) if draft.duty.body else say("the_authority")
    title = say(f"title_{draft.duty.to}", body=body)
    return f"{title}{say('colon')}{say.named('names', draft.duty.name)}" if draft.duty.name else title


def _doubts(draft: Draft, say: Words) -> Iterator[str]:
    if draft.general:
        yield say("general")
    elif draft.duty.fields_mark == "recall":
        yield say("from_memory")


def _internal(draft: Draft, say: Words) -> Iterator[Row]:
    """What the person who checks the draft has to know, and nobody else is told."""
    duty = draft.duty
    yield Row(say("deadline"), _deadline(draft, say))
    yield Row(say("standing"), say("voluntary" if duty.status == "voluntary" else str(duty.standing)))
    yield Row(say("mark"), say(str(duty.mark)))
    if duty.note:
        yield Row(say("table_note"), duty.note)
    if duty.channels and duty.to == "authority":
        yield Row(say("channels"), "; ".join(f"{name} {way}" for name, way in duty.channels.items()))
    yield Row(say("sources"), "; ".join(duty.sources))


def _head(draft: Draft, say: Words) -> Iterator[Row]:
    duty = draft.duty
    yield Row(say("incident"), str(draft.incident))
    if duty.body:
        yield Row(say("to"), say.named("bodies", duty.body))
    law = say.named("laws", duty.law)
    yield Row(say("under"), law if law != duty.law else f"{duty.instrument} ({', '.join(duty.articles)})")


def _deadline(draft: Draft, say: Words) -> str:
    duty = draft.duty
    if duty.deadline is None:
        return say("no_deadline")
    if duty.deadline.unit is Unit.IMMEDIATE:
        return say("at_once")
    if duty.due is None and duty.started is not None:
        return say("uncounted")
    if duty.due is None:
        return say("clock", clock=say(f"clock_{duty.clock}"))
    return moment(duty.due, duty.zone)


def _contents(draft: Draft, say: Words) -> Iterator[Text]:
    for value in draft.contents:
        yield Text("heading", say.field(value.field))
        yield _content(value, draft, say)


def _content(value: Value, draft: Draft, say: Words) -> Text:
    if value.field == "what_happened" and not value.text and draft.duty.to in {"individual", "media"}:
        first, last = (moment(when, draft.duty.zone) for when in draft.happened["time_occurred"].times)
        return Text("plain", say("happened_to_you", first=first, last=last))
    text = told(value, draft.happened, draft.duty.zone, say)
    return Text("plain", text) if text else Text("gap", _gap(value, say))


def _gap(value: Value, say: Words) -> str:
    return f"[{say('gap')}{say('colon')}{say.field(value.field)}]"


def _close(draft: Draft, say: Words) -> Iterator[Block]:
    duty = draft.duty
    if draft.severity:
        counted = draft.severity
        rows = [say("severity_line", n=f"{one.pieces:,}", least=one.least) for one in counted.classes if one.pieces]
        answers = {"serious": say(str(counted.serious)), "especially": say(str(counted.especially))}
        rows.append(say("severity_sum", share=f"{counted.share:,.2f}", **answers))
        yield Text("heading", say("severity"))
        yield Text("plain", "; ".join(rows))
    if draft.at_least:
        yield Text("heading", say("at_least_why"))
        yield from (Text("plain", reason) for reason in draft.at_least)
    if duty.phased or duty.approximate:
        yield Text("plain", say("numbers_may_change"))
    yield Text("gap", f"[{say('sign')}]")


def _printable(block: Block) -> Block:
    """Client names and routes come out of logs: nothing in them may steer a page."""
    if isinstance(block, Text):
        return Text(block.style, printable(block.text))
    return Table(tuple(Row(row.label, printable(row.text)) for row in block.rows))
