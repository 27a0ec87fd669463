"""What goes in and out of a ledger besides batches: positions of files, routes, answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Position:
    """How far one input file was counted, and how to know it again."""

    file: int
    """The file's number in the ledger."""
    path: str
    format: str
    head_size: int
    """Bytes that `head_digest` covers."""
    head_digest: str
    position: int
    """Decompressed bytes counted."""
    tail_digest: str
    """Digest of the last bytes before `position`."""
    lines: int
    accesses: int
    skipped: int


@dataclass(frozen=True, slots=True)
class StreamRow:
    """How far one stream of a live tap was counted."""

    tap: str
    stream: str
    """Its name, the tap's own word."""
    file: int
    """The number under which its disclosures stand."""
    position: str
    """The tap's own word for the place where it goes on."""
    format: str
    lines: int


@dataclass(frozen=True, slots=True)
class StreamEnd:
    """What a commit says of one stream."""

    named: tuple[str, str]
    """Tap and stream."""
    position: str
    """As in `StreamRow`."""
    at: Position
    """The same as a file's position, so that queries name it and a later scan goes on from there."""
    skipped: Mapping[str, tuple[int, int]]
    """Lines skipped since the last commit: reason to (lines, number of the first)."""


@dataclass(frozen=True, slots=True)
class RouteRow:
    """One route as the ledger keeps it."""

    method: str
    template: str
    subject: str | None
    entity: str | None
    source: str
    people: bool
    kinds: tuple[str, ...]
    tentative: bool
    records: int
    """Different records shown through it so far."""
    by_word: bool = False
    """Whether it stands for words that were pages until their siblings became many."""
    any_values: str = ""
    """For each path variable of a learned template: `1` when it takes every segment, `0` when only what looks like a value."""


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of a route's answers as the ledger keeps it; `model.field.Field` says what most of it means."""

    path: str
    kind: str
    form: str
    confidence: float
    count: int
    valid: int | None
    reason: str
    since: int | None
    """When it appeared on a route that was known without it, microseconds since 1970; None for what was there from the first."""
    occasional: bool = False
    """Whether only some of the values at the path hold it."""


@dataclass(frozen=True, slots=True)
class ShapeRow:
    """Whom the answers of one route show, as the ledger keeps it."""

    route: int
    """Number of the route: of this run when kept, place among `EmbeddedLedger.routes` when read."""
    scope: str
    """Path of the object that is about one person."""
    steady: bool
    """Whether an answer without any of the fields shows nobody."""
    answers: int
    """Answers that it was learned from."""
    most_people: int
    """The most people that one of them held."""
    fields: tuple[FieldRow, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """The answer to "how many records was this client shown?"."""

    lens: str
    client: str
    requests: int
    records: int
    people: int | None
    first: dt.datetime | None
    last: dt.datetime | None
    routes: tuple[tuple[str, int], ...]
    """(template, different records shown through it), most first."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """One client that was shown a record."""

    lens: str
    client: str
    times: int
    first: dt.datetime
    last: dt.datetime
    routes: tuple[str, ...]
    file: str
    line: int
    """Where the first showing stands."""
