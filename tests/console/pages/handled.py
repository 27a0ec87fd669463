"""A leaky shop's ledger with one incident in it, and everything behind pages that handle it."""

from __future__ import annotations

import datetime as dt
import html
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import msgspec
from starlette.testclient import TestClient

from headcount.catalog.tokens import Tokenizer
from headcount.config import load
from headcount.console.app import Console
from headcount.console.door import OpenDoor
from headcount.console.interface import Parts, Role
from headcount.console.pages import (
    duties,
    incident,
    incident_attribution,
    incident_scope,
    incident_takes,
    incidents,
    notices,
    person,
)
from headcount.incident.cases import Cases
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.trace import who_saw
from headcount.model.board import Known, Viewed
from headcount.model.incident import Signal, State
from tests.console.made_parts import MadeBoard, MadeRunning, MadeWatch
from tests.console.pages.mapped_board import MadeDocuments
from tests.leaky import TAKEN, THIEF
from tests.made import START

PAGES = (
    incidents.PAGE,
    incident.PAGE,
    incident_scope.PAGE,
    incident_attribution.PAGE,
    incident_takes.PAGE,
    duties.PAGE,
    notices.PAGE,
    person.PAGE,
)
BEGAN = START + dt.timedelta(seconds=100_000)
ENDED = BEGAN + dt.timedelta(seconds=30 * (len(TAKEN) - 1))
NOW = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)
HEARD = NOW - dt.timedelta(hours=10)
AWARE = NOW - dt.timedelta(hours=8)
TOML = """
[[routes]]
template = "/orders/{id}"
subject = "id"
entity = "orders"
records = "people"
kinds = ["phone", "person_name"]

[[agreements]]
name = "partner"
addresses = ["203.0.113.77"]

[organisation]
name = "Example Shop"
contact = "privacy office"
jurisdictions = ["EU", "CN"]
"""


@dataclass
class LedgerBoard(MadeBoard):
    """Answers about people as the ledger has them."""

    ledger: EmbeddedLedger | None = None
    large: bool = False
    """Whether it says that the ledger is large."""

    def known(self) -> Known:
        """Small, unless told."""
        return msgspec.structs.replace(super().known(), showings=50_000_000 if self.large else 9_000)

    def person(self, token: str) -> list[Viewed]:
        """Who was shown a record."""
        assert self.ledger is not None
        found = who_saw(self.ledger, [int(token, 16)])
        return [Viewed(one.lens, one.client, "GET /orders/{id}", one.times, one.first, one.last) for one in found]


@dataclass
class Handled:
    """Parts over a copy of the leaky ledger, with incident 1 in its store."""

    folder: Path
    ledger: EmbeddedLedger
    parts: Parts
    board: LedgerBoard
    running: MadeRunning
    watch: MadeWatch

    def browser(self, role: Role = Role.OFFICER, language: str = "en", login: str = "ann") -> TestClient:
        """Somebody with a browser."""
        console = Console(self.parts, OpenDoor(role, login, language), PAGES)
        return TestClient(console.application, raise_server_exceptions=False, follow_redirects=False)

    def cases(self) -> Cases:
        """The store of incidents; the caller closes it."""
        return self.parts.cases()

    def log(self) -> list[tuple[str, str, str]]:
        """(who, what, in words) of everything that was done about incident 1."""
        with self.cases() as cases:
            return [(one.by, one.what, one.detail) for one in cases.changes(1)]


def found(client: str = THIEF, lens: str = "address", detector: str = "slow_crawl", **more: object) -> Signal:
    """A finding on somebody."""
    made = Signal(
        detector,
        lens,
        client,
        400,
        400,
        BEGAN,
        ENDED,
        90.0,
        30.0,
        f"{lens} {client} was shown 400 different people, 100 % of them new to it",
        ("/orders/{id}",),
        "SELECT count(DISTINCT record) FROM client_disclosure",
    )
    return msgspec.structs.replace(made, **more)


Opened = tuple[EmbeddedLedger, Tokenizer]
"""The leaky ledger, open to be read, and its tokenizer; shared by all, since nobody writes into it."""


def handled(leaky: Path, folder: Path, asked: Opened, *, aware: bool = True) -> Handled:
    """What lies in `leaky`, with incident 1 on the thief in a store of its own; somebody is aware of it unless told."""
    for name in ("leaky.ledger.key", "leaky.log", "headcount.toml"):
        shutil.copy(leaky / name, folder / name)
    place = folder / "leaky.ledger"
    ledger, tokens = asked
    with Cases(f"{place}.incidents") as cases:
        cases.hear([found()], at=HEARD)
        if aware:
            cases.move(1, State.TRIAGED, "ben", AWARE)
    config = load(folder / "headcount.toml")
    board, running, watch = LedgerBoard(ledger=ledger), MadeRunning(), MadeWatch()
    parts = Parts(
        board=board,
        running=running,
        watch=watch,
        cases=lambda: Cases(f"{place}.incidents"),
        config=lambda: config,
        ledger=place,
        tokens=tokens,
        documents=MadeDocuments(),
        config_file=folder / "headcount.toml",
        beside=ledger.beside,
        clock=lambda: NOW,
    )
    return Handled(folder, ledger, parts, board, running, watch)


def heard(world: Handled, *signals: Signal) -> None:
    """Findings reach the store."""
    with world.cases() as cases:
        cases.hear(signals, at=HEARD)


def read(page: str) -> str:
    """What is read: no tags, white space as one space, none before a punctuation mark."""
    text = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.partition("<main")[2])))
    return re.sub(r" ([.,;:])", r"\1", text)
