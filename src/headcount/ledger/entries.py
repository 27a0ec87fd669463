"""What goes in and out of a ledger besides batches: positions of files, routes, answers."""

from __future__ import annotations

import datetime as dt
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
