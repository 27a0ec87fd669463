"""One person: who was shown their record, by token or by value, and their own report."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import msgspec

from headcount import config as composition
from headcount.catalog.lookup import tokens_of_person
from headcount.console.counting import AT_ONCE, opened
from headcount.console.endpoint import BusyError, Endpoint, Nothing, WrongError
from headcount.console.interface import Parts, Permission, Viewer
from headcount.console.pages.incidents_answers import Text
from headcount.ledger.trace import entities
from headcount.ledger.viewings import person_report
from headcount.model.board import Viewed
from headcount.model.viewing import PersonReport
from headcount.reports.notices.pdf import pdf
from headcount.reports.person import person_document, person_html

MOST_TOKENS = 16
"""A value may stand under a token for each entity and spelling; so many are taken together at most."""
PAGE = 200
"""Rows of a page."""
MOST = 10_000_000
"""Rows that can be had at once."""
Tokens = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{16}(,[0-9a-f]{16}){0,15}$")]


class PersonAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One person, and how many rows."""

    token: Tokens
    """16 hex digits; several tokens of one person, with commas between them, are taken together."""
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST)] = PAGE
    """Rows. More than a page of them is a list that is taken out, which is written down."""


class Person(msgspec.Struct, frozen=True):
    """Who was shown a person."""

    tokens: tuple[str, ...]
    rows: tuple[Viewed, ...]
    """One for each client and route, most showings first: so many as were asked for."""
    more: int
    """Rows that are left out."""
    clients: int
    showings: int
    first: dt.datetime | None
    last: dt.datetime | None
    known: dict[str, str]
    """What a client of the rows is to the site, such as a role, by `lens name`; those that are nothing are left out."""


class ReasonsAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Kinds and reasons, counted from the ledger."""

    token: Tokens
    now: bool = False
    """Count although the ledger is large; it takes seconds."""


class Reasons(msgspec.Struct, frozen=True):
    """What each client was shown of a person, and whether a relation gives a reason."""

    report: PersonReport | None
    """None: not counted, since the ledger is large, or somebody else counts just now."""


class ValueAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ask by a person's value."""

    value: Text
    """The identifier; it becomes tokens and is kept nowhere."""
    entity: Text = ""
    """What it identifies, such as `users`; empty: whatever the routes show."""


class Found(msgspec.Struct, frozen=True):
    """The tokens that a value stands under."""

    tokens: tuple[str, ...]
    """Those that somebody was shown; if nobody was, the likeliest one."""
    known: bool
    """Whether anybody was shown one of them."""


class EntitiesFound(msgspec.Struct, frozen=True):
    """What the ledger's routes show."""

    entities: tuple[str, ...]


class ReportAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The person's own report."""

    token: Tokens
    format: Literal["html", "pdf"] = "html"
    language: Literal["en", "zh"] = "en"
    named: bool = False
    """Whether readers are called by name, instead of by their role."""


class ReportTaken(msgspec.Struct, frozen=True):
    """The report as a file."""

    name: str
    media_type: str
    content: bytes
    """Base64 in JSON."""


def _person(parts: Parts, viewer: Viewer, asks: PersonAsked) -> Person:
    tokens = _looked(parts, viewer, asks.token, "/people/{token}")
    if asks.limit > PAGE:
        parts.watch.did(viewer, "export", f"clients that were shown a person: up to {asks.limit} rows")
    rows = sorted((row for token in tokens for row in parts.board.person(token)), key=lambda row: (-row.showings, row.name))
    some = tuple(rows[: asks.limit])
    groups = composition.groups(parts.config())
    named = {(row.lens, row.name) for row in some}
    known = {f"{lens} {name}": ", ".join(sorted(groups(((lens, name),)))) for lens, name in named}
    return Person(
        tokens,
        some,
        len(rows) - len(some),
        len({(row.lens, row.name) for row in rows}),
        sum(row.showings for row in rows),
        min((row.first for row in rows), default=None),
        max((row.last for row in rows), default=None),
        {name: group for name, group in known.items() if group},
    )


def _looked(parts: Parts, viewer: Viewer, text: str, route: str) -> tuple[str, ...]:
    """The tokens, each look at which is written down."""
    tokens = tuple(dict.fromkeys(text.split(",")))
    for token in tokens:
        parts.watch.looked(viewer, "person", token, route)
    return tokens


def _reasons(parts: Parts, viewer: Viewer, asks: ReasonsAsked) -> Reasons:
    tokens = _looked(parts, viewer, asks.token, "/people/{token}")
    large = parts.board.known().showings > AT_ONCE
    if parts.beside is None or (large and not asks.now):
        return Reasons(None)
    try:
        return Reasons(_report(parts, tokens))
    except BusyError:
        if asks.now:
            raise
        return Reasons(None)


def _report(parts: Parts, tokens: tuple[str, ...]) -> PersonReport:
    with opened(parts) as ledger:
        return person_report(ledger, [int(token, 16) for token in tokens])


def _find(parts: Parts, viewer: Viewer, asks: ValueAsked) -> Found:
    if parts.tokens is None:
        raise WrongError("the token key is not at hand here, so nobody can be found by a value; ask by a token")
    value = asks.value.strip()
    if not value:
        raise WrongError("write the identifier to ask about")
    known = list(_entities(parts))
    if asks.entity and asks.entity not in known:
        raise WrongError("no route of the ledger shows such records")
    parts.watch.did(viewer, "reidentify", f"by value, {asks.entity or 'any entity'}")
    text = f"{asks.entity}/{value}" if asks.entity else value
    made = list(dict.fromkeys(f"{token:016x}" for token in tokens_of_person(text, known, parts.tokens)))
    if not made:
        raise WrongError("that is no identifier that the ledger could have")
    shown = [token for token in made if parts.board.person(token)][:MOST_TOKENS]
    for token in shown or made[:1]:
        parts.watch.looked(viewer, "person", token, "/people")
    return Found(tuple(shown or made[:1]), bool(shown))


def _entities(parts: Parts) -> tuple[str, ...]:
    now = parts.clock()
    if parts.beside is not None:
        ledger = parts.beside()
        try:
            with ledger.told():
                return tuple(entities(ledger))
        finally:
            ledger.close()
    return tuple(sorted({row.entity for row in parts.board.routes(now - dt.timedelta(days=366), now) if row.entity}))


def _shown_entities(parts: Parts, _: Viewer, __: Nothing) -> EntitiesFound:
    return EntitiesFound(_entities(parts))


def _take(parts: Parts, viewer: Viewer, asks: ReportAsked) -> ReportTaken:
    tokens = _looked(parts, viewer, asks.token, "/people/{token}/report")
    named = ", with the readers' names" if asks.named else ""
    parts.watch.did(viewer, "export", f"a person's report as {asks.format}{named}")
    groups = composition.groups(parts.config())
    document = person_document(
        _report(parts, tokens),
        lambda one: groups(((one.lens, one.client),)),
        language=asks.language,
        zone=dt.UTC,
        named=asks.named,
    )
    name = f"who-saw-{tokens[0]}.{asks.format}"
    if asks.format == "html":
        return ReportTaken(name, "text/html; charset=utf-8", person_html(document).encode())
    return ReportTaken(name, "application/pdf", pdf(document))


PERSON = Endpoint(
    "GET", "/people/{token}", Permission.PEOPLE, "Who was shown the person behind a token.", PersonAsked, Person, _person, "rows"
)
REASONS = Endpoint(
    "GET",
    "/people/{token}/reasons",
    Permission.PEOPLE,
    "Which kinds each client was shown of a person, and whether there is a reason on record.",
    ReasonsAsked,
    Reasons,
    _reasons,
)
FIND = Endpoint(
    "POST", "/people", Permission.REIDENTIFY, "The tokens that a person's value stands under.", ValueAsked, Found, _find
)
ENTITIES = Endpoint("GET", "/people", Permission.PEOPLE, "What can be asked by value.", Nothing, EntitiesFound, _shown_entities)
TAKE_REPORT = Endpoint(
    "POST",
    "/people/{token}/report",
    Permission.EXPORT,
    "The person's own report, as a page or on paper.",
    ReportAsked,
    ReportTaken,
    _take,
)
