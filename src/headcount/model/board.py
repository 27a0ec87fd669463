"""The board: what the console shows of a ledger, ready to be read in milliseconds. Counts and names of clients; no values."""

from __future__ import annotations

import datetime as dt

import msgspec


class Known(msgspec.Struct, frozen=True):
    """How much the board covers."""

    made: dt.datetime
    """When it last took in what is new, UTC."""
    first: dt.datetime | None
    """Earliest showing, UTC; None for an empty ledger."""
    last: dt.datetime | None
    """Latest showing, UTC."""
    showings: int
    """Times that a record was shown."""
    clients: int
    """Clients that were shown at least one record."""
    records: int
    """Different records shown to anybody."""
    people: bool
    """Whether a route is declared to show people: counts are then of people, else of records."""


class Hour(msgspec.Struct, frozen=True):
    """One hour of the whole site."""

    hour: dt.datetime
    """When it begins, UTC."""
    records: int
    """Different records shown to anybody in it."""
    showings: int
    clients: int
    """Different clients that were shown something."""
    low: float | None
    """What is usual at this hour of the week: 10 % of the same hours in the four weeks before; None for fewer than two."""
    middle: float | None
    """Their median."""
    high: float | None
    """90 % of them."""


class Day(msgspec.Struct, frozen=True):
    """One day of the whole site."""

    day: dt.date
    """UTC."""
    records: int
    """Different records shown to anybody in it."""
    showings: int
    clients: int
    """Different clients that were shown something."""
    low: float | None
    """What is usual on this day of the week: 10 % of the same days in the four weeks before; None for fewer than two."""
    middle: float | None
    """Their median."""
    high: float | None
    """90 % of them."""


class ClientRow(msgspec.Struct, frozen=True):
    """One client in a table."""

    lens: str
    name: str
    records: int
    """Different records it was ever shown."""
    new: int
    """Of these, first shown to it within the period that was asked for; without one, all of them."""
    showings: int
    """Times that it was shown a record."""
    requests: int
    """All requests, also those that showed nothing; 0 where no traffic is known."""
    misses: int
    """Attempts that found no record."""
    routes: int
    """Different routes that showed it records."""
    first: dt.datetime
    """First showing, UTC."""
    last: dt.datetime
    """Latest showing, UTC."""


class ClientPage(msgspec.Struct, frozen=True):
    """Some rows of a long table of clients."""

    rows: tuple[ClientRow, ...]
    total: int
    """How many clients the filter leaves."""
    exact: bool
    """Whether `total` is exact, or there are at least so many."""
    following: str
    """Hand it in to get the rows after these; empty at the end."""


class Showing(msgspec.Struct, frozen=True):
    """One record that was shown to a client."""

    at: dt.datetime
    route: str
    """Method and template."""
    record: str
    """The record's token, 16 hex digits."""
    kinds: tuple[str, ...]
    """Kinds of personal data that the answer held; where it was not seen, those that its route is known to show."""
    file: str
    line: int


class KindCount(msgspec.Struct, frozen=True):
    """One kind of personal data that was shown."""

    kind: str
    form: str
    """`clear`, `masked` or `hashed`; empty when only the kind is declared."""
    grade: int
    """1 to 4; 0 unknown."""
    records: int
    """Different records with it."""


class Neighbour(msgspec.Struct, frozen=True):
    """A client that saw the same records as another, or the ones that it left."""

    lens: str
    name: str
    records: int
    shared: int
    """Different records that both were shown."""
    expected: float
    """How many it would be by chance, from how often each of its records is shown to anybody."""


class Part(msgspec.Struct, frozen=True):
    """One of several clients, and its part of what they were shown together."""

    lens: str
    name: str
    records: int
    """Different records that it was shown in the period."""
    alone: int
    """Of these, shown to none of the others in it."""
    cells: tuple[tuple[int, int], ...]
    """(slot from 0, how many of its records it was shown), those of which it was shown none left out."""


class Partition(msgspec.Struct, frozen=True):
    """How several clients divide what they were shown.

    The records lie in slots: first those that one client alone was shown, client after client, then those of several.
    """

    members: tuple[Part, ...]
    """The 500 with most records, in the order in which they began."""
    clients: int
    """All of them that were shown something in the period."""
    records: int
    """Different records that they were shown together."""
    shared: int
    """Of these, shown to more than one of them."""
    slot: int
    """Records in a slot; in the last there may be fewer."""


class RouteRow(msgspec.Struct, frozen=True):
    """One route in a table."""

    method: str
    template: str
    entity: str
    people: bool
    records: int
    """Different records shown through it in the period."""
    clients: int
    showings: int
    misses: int
    grade: int
    """Highest grade of the personal data that it shows; 0 unknown."""
    kinds: tuple[str, ...]
    """What it is known to show."""
    last: dt.datetime | None
    """When it last showed anything, within the period or not; None: never."""


class Viewed(msgspec.Struct, frozen=True):
    """One client that was shown a person, through one route."""

    lens: str
    name: str
    route: str
    showings: int
    first: dt.datetime
    last: dt.datetime


class Over(msgspec.Struct, frozen=True):
    """A client that a budget would have stopped."""

    lens: str
    name: str
    at: dt.datetime
    """When it would have gone over, UTC."""
    most: int
    """The most different records that count, in one period."""


class SourceRow(msgspec.Struct, frozen=True):
    """One file or stream that the ledger was fed from."""

    name: str
    format: str
    lines: int
    accesses: int
    skipped: int
    reasons: dict[str, int]
    """Why lines were skipped, to how many."""
