"""Exposure: exactly whose data, and which, one or more clients were shown in a period."""

from __future__ import annotations

import datetime as dt

import msgspec

from headcount.model.incident import ClientName


class Count(msgspec.Struct, frozen=True):
    """One row of a table of exposure: of a kind, a grade, a route, a day, a client, a residence ..."""

    key: str
    """The kind's id, the grade's number, `GET /template`, `2026-11-22`, `lens name`, the place ..."""
    records: int
    """Different records."""
    people: int | None
    """Different people among them; None while no route of the ledger is declared or known to show people."""
    pieces: int
    """Different (record, kind) pairs, duplicates out."""
    clear: int
    """Pairs among them that were shown in clear at least once."""
    masked: int
    """Pairs that were shown masked only."""
    showings: int
    """Showings of records, repeated ones counted each time."""
    first: dt.datetime
    """The first showing, UTC; the beginning of the period where there is none."""
    last: dt.datetime
    """The last one."""


class Exposure(msgspec.Struct, frozen=True):
    """What was shown. Every number is exact for what the ledger has; `at_least` says where more may have been shown."""

    clients: tuple[ClientName, ...]
    begins: dt.datetime
    """Beginning of the period asked about, UTC, included."""
    ends: dt.datetime
    """Its end, UTC, included."""
    total: Count
    """Over everything; its `key` is `all`. Its pieces are of known kinds: what was shown under `unknown` adds none."""
    by_kind: tuple[Count, ...] = ()
    """A record counts under every kind that was shown of it. `unknown`: neither was the answer seen nor are
    the route's kinds known."""
    by_grade: tuple[Count, ...] = ()
    """Under the highest grade that was shown of a record; `unknown` where no kind of it is known."""
    by_route: tuple[Count, ...] = ()
    by_day: tuple[Count, ...] = ()
    """Days of UTC."""
    by_client: tuple[Count, ...] = ()
    by_residence: tuple[Count, ...] = ()
    """Where a table of places gives it; `unknown` for the others; empty without such tables."""
    by_entity: tuple[Count, ...] = ()
    """Per what the records are, such as `orders`, `people`."""
    by_class: tuple[Count, ...] = ()
    """PRC criminal law (Fa Shi [2017] 10): pieces of the classes `50`, `500` and `5000`, duplicates out."""
    explained: int | None = None
    """Records every showing of which a relation table explains at its time; None without relation tables."""
    unexplained: int | None = None
    """The other records; None without relation tables."""
    sensitive: int | None = None
    """People (records, where people are not known) of whom a kind of grade 4 was shown; None where no kind at all is known."""
    at_least: tuple[str, ...] = ()
    """Why more may have been shown: gaps of the log, skipped lines, expired rows; each one sentence. Empty: the counts
    are whole."""
    fewest_people: int | None = None
    """People of the entity that has most of them, where several entities are people: one person may stand under each of them, so
    the true number is between this and `total.people`. None where that is one and the same."""
    notes: tuple[str, ...] = ()
    """How the counts are to be read: kinds that are presumed, people of several entities, what lies outside the period."""
