"""What the console's pages work with: who looks, what may be seen, and the parts behind the pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from headcount.catalog.tokens import Tokenizer
from headcount.config import Config
from headcount.console.state import State
from headcount.console.state.documents import Document
from headcount.incident.cases import Cases
from headcount.ledger.embedded import EmbeddedLedger
from headcount.model.board import (
    ClientPage,
    ClientRow,
    Day,
    Hour,
    KindCount,
    Known,
    Neighbour,
    Over,
    Partition,
    RouteRow,
    Showing,
    SourceRow,
    Viewed,
)
from headcount.model.data_map import DataMap
from headcount.model.kind import Kind
from headcount.model.summary import Pictures
from headcount.model.verdict import Action, Verdict


class Permission(StrEnum):
    """What a role may do; a page and an endpoint each ask for one."""

    COUNTS = "counts"
    """See counts: no client's name, no token."""
    CLIENTS = "clients"
    """See clients by name, and incidents."""
    PEOPLE = "people"
    """See tokens, and who was shown the person behind one."""
    DECIDE = "decide"
    """Set and lift verdicts, handle incidents, declare a client known."""
    CONFIGURE = "configure"
    """Change budgets and rules."""
    REIDENTIFY = "reidentify"
    """Ask by a person's value, where the key is there."""
    EXPORT = "export"
    """Take a list of people out of the system."""
    ADMINISTER = "administer"
    """Users, tokens, settings, the log of who looked."""


class Role(StrEnum):
    """Who somebody is to the console."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    OFFICER = "privacy_officer"
    ADMIN = "admin"

    @property
    def permissions(self) -> frozenset[Permission]:
        """What it may do. No role both administers and re-identifies.

        Who administers can still make an officer, of a user that they made up or whose second factor they took away: nothing
        stops that, and each step is in the log.
        """
        return _MAY[self]


_SEES = frozenset({Permission.COUNTS, Permission.CLIENTS, Permission.PEOPLE, Permission.DECIDE})
_MAY = {
    Role.VIEWER: frozenset({Permission.COUNTS}),
    Role.ANALYST: _SEES | {Permission.CONFIGURE},
    Role.OFFICER: _SEES | {Permission.REIDENTIFY, Permission.EXPORT},
    Role.ADMIN: _SEES | {Permission.CONFIGURE, Permission.ADMINISTER},
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, for one request."""

    login: str
    role: Role
    permissions: frozenset[Permission]
    """Those of the role, less what a token's scope or a read-only console leaves out."""
    language: str = ""
    """`en` or `zh`; empty: what the browser asks for."""
    token: bool = False
    """Whether a program with an API token asks: no cookie, so no forgery to guard against."""


class Board(Protocol):
    """The ledger as the console reads it (`ledger.board.Board`). Any thread; each call takes milliseconds.

    Times are UTC and half-open (`since` <= t < `until`); `lens` and `name` tell a client as reports do.
    Raises LedgerError where the ledger cannot be read.
    """

    def known(self) -> Known:
        """How much it covers."""

    def hours(self, since: dt.datetime, until: dt.datetime) -> list[Hour]:
        """Every hour of a period, also empty ones; at most 31 days."""

    def days(self, since: dt.date, until: dt.date) -> list[Day]:
        """Every day of a period (UTC, `until` not included), also empty ones; at most 62 days."""

    def top(self, since: dt.datetime, until: dt.datetime, lens: str = "", limit: int = 10) -> list[ClientRow]:
        """Clients with the most new records in a period of whole days, most first."""

    def clients(
        self,
        text: str = "",
        lens: str = "",
        order: str = "records",
        since: dt.datetime | None = None,
        following: str = "",
        limit: int = 50,
    ) -> ClientPage:
        """Clients whose name holds `text` (case apart), by `order`: `records`, `new` (since `since`), `last` or `name`."""

    def client(self, lens: str, name: str) -> ClientRow | None:
        """One client; None when it was never shown a record."""

    def pictures(self, lens: str, name: str) -> Pictures | None:
        """Staircase with its peers' band, clock, comb and routes of one client."""

    def kinds(self, lens: str, name: str) -> list[KindCount]:
        """Kinds of personal data that a client was shown, highest grade first."""

    def showings(self, lens: str, name: str, offset: int = 0, limit: int = 100) -> list[Showing]:
        """What a client was shown, in that order."""

    def first_shown(self, lens: str, name: str) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """Tokens of all records that a client was shown, ascending, and when it was first shown each, microseconds since 1970."""

    def neighbours(self, lens: str, name: str, limit: int = 10) -> list[Neighbour]:
        """Clients that share more records with it than chance has it, most excess first."""

    def partition(self, names: Sequence[tuple[str, str]], since: dt.datetime, until: dt.datetime) -> Partition:
        """How some clients (lens, name) divide what they were shown in a period, its end included; the first 2,000 of them."""

    def routes(self, since: dt.datetime, until: dt.datetime) -> list[RouteRow]:
        """Routes that show records, most different records first; whole days."""

    def route_clients(self, route: str, since: dt.datetime, until: dt.datetime, limit: int = 50) -> list[ClientRow]:
        """Clients that were shown most different records through a route (`METHOD template`), whole days.

        `records`, `new` and `showings` count those of the route; `first` and `last` are of the period.
        """

    def data_map(self) -> DataMap:
        """Which routes show which kinds to whom, over the last 30 days."""

    def person(self, token: str) -> list[Viewed]:
        """Who was shown the record with a token (16 hex digits), most showings first; empty: nobody."""

    def over(
        self,
        lens: str,
        people: int | None,
        new: int | None,
        period: dt.timedelta,
        since: dt.datetime,
        until: dt.datetime,
        routes: Collection[str] = (),
        kinds: Collection[str] = (),
    ) -> list[Over]:
        """Clients that would have gone over a budget, earliest first: a period is fixed, from midnight UTC on."""

    def sources(self) -> list[SourceRow]:
        """Files and streams, with what was skipped of them."""


class Health(Protocol):
    """`service.status.Snapshot`, as far as pages show it."""

    @property
    def lag(self) -> Mapping[str, tuple[int | None, int | None]]:
        """(records, bytes) not yet read, by tap."""

    @property
    def skipped(self) -> Mapping[str, int]:
        """Lines that are no accesses, by reason."""

    @property
    def dead_letters(self) -> Mapping[str, int]:
        """Records that were put aside, by reason."""

    @property
    def problems(self) -> Mapping[str, str]:
        """What does not work just now, by part."""

    @property
    def gauges(self) -> Mapping[str, float]:
        """Gauges by name."""

    @property
    def counts(self) -> Mapping[str, int]:
        """Counters since the start."""

    @property
    def ready(self) -> bool:
        """Whether it has started."""

    @property
    def receivers(self) -> Mapping[int, tuple[int, str]]:
        """Of each receiver of alerts, by its place in the configuration: messages that it took, and why not the last one."""

    @property
    def gates(self) -> Mapping[str, tuple[float, int]]:
        """Of each gate, by name: when it asked for verdicts last, in seconds since 1970, and up to which number it has them."""


class Running(Protocol):
    """The process that keeps the ledger, as the console speaks with it; without one, verdicts are read from their store."""

    @property
    def live(self) -> bool:
        """Whether a service is running behind it: without one nothing can be decided."""

    def health(self) -> Health | None:
        """How it is; None without a service."""

    def verdicts(self) -> list[Verdict]:
        """In force now, newest first, those of a dry run included."""

    def history(self, lens: str, client: str) -> Sequence[tuple[Verdict, str, str]]:
        """(verdict, `set` or `lifted`, by whom) for a client, oldest first."""

    def order(self, lens: str, client: str, action: Action, mask: tuple[Kind, ...], seconds: int, by: str) -> Verdict:
        """Set a verdict because a person says so."""

    def lift(self, lens: str, client: str, by: str) -> Verdict | None:
        """Lift what is in force on a client; None when nothing is."""

    def take_over(self) -> None:
        """Put changed budgets, rules and known clients of the console's store in force.

        Raises:
            ConfigError: they do not hold together; what was in force goes on.
        """


class KnownClient(msgspec.Struct, frozen=True):
    """A client that somebody said is the operator's own."""

    lens: str
    name: str
    owner: str
    """Who answers for it: a team or a role."""
    people: int | None
    """Different people a day that it may be shown; None: as many as it wants."""
    note: str
    by: str
    """Who said so."""
    at: dt.datetime
    """When, UTC."""


class ClientNote(msgspec.Struct, frozen=True):
    """Something that somebody wrote down about a client."""

    text: str
    by: str
    at: dt.datetime
    """When, UTC."""


class Register(Protocol):
    """What people said about clients, in the console's store. Any thread.

    Raises LedgerError where the store cannot be read or written.
    """

    def known(self, lens: str, name: str) -> KnownClient | None:
        """What was declared of a client; None when nothing was."""

    def declare(self, lens: str, name: str, owner: str, people: int | None, note: str, by: str) -> KnownClient:
        """Say that a client is the operator's own; what was declared of it before is replaced."""

    def forget(self, lens: str, name: str) -> bool:
        """Take that back; whether there was something to take back."""

    def notes(self, lens: str, name: str) -> Sequence[ClientNote]:
        """What was written down about a client, newest first."""

    def note(self, lens: str, name: str, text: str, by: str) -> ClientNote:
        """Write something down about a client."""


class Documents(Protocol):
    """Texts that people keep in the console, such as budgets and rules, with every version (`state.documents`).

    Raises LedgerError where the store cannot be used.
    """

    def newest(self, kind: str) -> Document | None:
        """The version that holds; None where nothing was ever written."""

    def version(self, kind: str, version: int) -> Document | None:
        """One version."""

    def versions(self, kind: str, limit: int = 1000) -> list[Document]:
        """Every version, newest first."""

    def write(
        self,
        kind: str,
        text: str,
        by: str,
        at: dt.datetime,
        note: str = "",
        *,
        after: int | None = None,
        reverts: int | None = None,
    ) -> Document:
        """Add a version.

        Args:
            kind: which document.
            text: the whole of it.
            by: a login.
            at: when.
            note: why.
            after: the version that the writer had before them (0: none); None: whatever there is.
            reverts: the version whose text this is.

        Raises:
            UsageError: somebody else wrote a version meanwhile.
        """


class Watch(Protocol):
    """Who watches the watchers: every look at a person or a client is told here before it is answered."""

    def looked(self, viewer: Viewer, what: str, at: str, route: str) -> None:
        """Somebody looks at one client or person.

        Args:
            viewer: who.
            what: `client` or `person`.
            at: `lens:name`, or the person's token.
            route: the page or endpoint, such as `/clients/{lens}/{name}`.
        """

    def did(self, viewer: Viewer, what: str, detail: str) -> None:
        """Somebody changes or takes something, such as `verdict`, `export`, `reidentify`; `detail` holds no person's data."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What stands behind the pages."""

    board: Board
    running: Running
    watch: Watch
    cases: Callable[[], Cases]
    """Opens the store of incidents; the caller closes it."""
    config: Callable[[], Config]
    """The configuration as it is in force."""
    ledger: Path
    tokens: Tokenizer | None = None
    """Makes tokens of values; None where the key is not at hand."""
    register: Register | None = None
    """What people said about clients; None where the console keeps nothing."""
    documents: Documents | None = None
    """Budgets and rules of the console, by version; None where the console keeps nothing."""
    base: Callable[[], Config] | None = None
    """The configuration as `headcount.toml` has it, without what the console adds; None: `config` is that."""
    config_file: Path | None = None
    """What the configuration was read from; a pack holds it without its secrets. None: there is none."""
    beside: Callable[[], EmbeddedLedger] | None = None
    """A connection of its own to the ledger, to count what the board does not keep; the caller closes it. None: none is."""
    state: State | None = None
    """The console's own store: users, sessions, the log. None in tests of pages that need none of it."""
    clock: Callable[[], dt.datetime] = field(default=lambda: dt.datetime.now(dt.UTC))
