"""A made board with a data map and budgets gone over, and documents in memory: for the pages of routes, rules and settings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from headcount.config import Config
from headcount.config.overlay import overlaid
from headcount.console.interface import Parts
from headcount.console.state.documents import Document
from headcount.errors import LedgerError, UsageError
from headcount.incident.cases import Cases
from headcount.model.board import ClientRow, Over
from headcount.model.data_map import Beyond, DataMap, Flow, LensUse, MapField, MapKind, MapRoute
from headcount.model.incident import Signal
from headcount.model.kind import Form, Kind
from tests.console.made_parts import DAY, FIRST, MIDNIGHT, NOW, MadeBoard, MadeRunning, MadeWatch, made_parts, row

ARABIC = "\u0633\u0627\u0631\u0629"
"""A name that is written from right to left."""
LONG = "x" * 200


def mapped(**changed: Any) -> MapRoute:  # noqa: ANN401  # fields of a route
    """A route that shows users with their phone in clear and their card masked."""
    route = MapRoute(
        method="GET",
        template="/users/{id}",
        subject="id",
        entity="people",
        people=True,
        source="learned",
        grade=4,
        why=("many people in one answer: 60 (+1)",),
        fields=(field_of("phone", Kind.PHONE, 3), field_of("card", Kind("bank_card"), 4, Form.MASKED, MIDNIGHT - 2 * DAY)),
        answers=400,
        most_people=60,
        showings=6000,
        records=4312,
        lenses=(LensUse("account", 310, 4200), LensUse("address", 4, 112)),
        last=NOW,
    )
    return replace(route, **changed)


def field_of(path: str, kind: Kind, grade: int, form: Form = Form.CLEAR, since: dt.datetime | None = None) -> MapField:
    """A field that is sure."""
    return MapField(path, kind, form, grade, (), 0.99, 400, 400, "2 of 3 values have the shape", since, False)  # the last field


def made_map() -> DataMap:
    """Three routes: one in use with a new field, one that nobody uses, one of which nothing personal is known."""
    idle = mapped(template="/export/{id}", showings=0, records=0, lenses=(), last=None, fields=(field_of("tel", Kind.PHONE, 3),))
    plain = mapped(template="/items/{id}", entity="items", people=False, grade=0, why=(), fields=(), records=90, most_people=0)
    return DataMap(
        FIRST,
        NOW,
        30,
        (mapped(), idle, plain),
        (
            MapKind(Kind.PHONE, "phone number", "\u7535\u8bdd\u53f7\u7801", 3, ("PIPL art. 4",), 4312, 0, 2),
            MapKind(Kind("bank_card"), "bank card", "\u94f6\u884c\u5361\u53f7", 4, (), 0, 4312, 1),
        ),
        (Beyond("Parcel partner", "account", "svc-parcel", "/users/{id}", ("bank_card",), 12, FIRST, NOW),),
        (Flow("GET /users/{id}", "phone", 4312), Flow("GET /users/{id}", "bank_card", 4312)),
        (Flow("phone", "account", 4200), Flow("bank_card", "account", 4200)),
    )


@dataclass
class MappedBoard(MadeBoard):
    """With a map; `stopped` are those over any budget."""

    told: DataMap = field(default_factory=made_map)
    stopped: list[Over] = field(default_factory=list)

    def data_map(self) -> DataMap:
        """As it was made."""
        if self.failing:
            raise LedgerError("the board cannot be read: people.ledger.board is gone; start headcount console again")
        return self.told

    def route_clients(self, route: str, since: dt.datetime, until: dt.datetime, limit: int = 50) -> list[ClientRow]:
        """Two, and one whose name is long."""
        self.asked.append(("route_clients", route, since, until, limit))
        return [row("ann"), row(ARABIC, records=9), row(LONG, records=1)]

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
        """Those who were shown more."""
        self.asked.append(("over", lens, people, new, period, since, until, tuple(routes), tuple(kinds)))
        return [one for one in self.stopped if one.lens == lens and people is not None and one.most > people]


@dataclass
class MadeDocuments:
    """Documents in memory."""

    kept: list[Document] = field(default_factory=list)

    def newest(self, kind: str) -> Document | None:
        """The last one."""
        return next(iter(self.versions(kind)), None)

    def version(self, kind: str, version: int) -> Document | None:
        """By number."""
        return next((one for one in self.kept if (one.kind, one.version) == (kind, version)), None)

    def versions(self, kind: str, limit: int = 1000) -> list[Document]:
        """Newest first."""
        return [one for one in reversed(self.kept) if one.kind == kind][:limit]

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
        """Keep it, if nobody came between."""
        last = len(self.versions(kind))
        if after is not None and after != last:
            raise UsageError("somebody else changed it meanwhile; look at their version, and change it again")
        self.kept.append(Document(kind, last + 1, text, note, reverts, by, at))
        return self.kept[-1]


def parts_of(
    folder: Path,
    base: Config | None = None,
    board: MappedBoard | None = None,
    running: MadeRunning | None = None,
    watch: MadeWatch | None = None,
    documents: MadeDocuments | None = None,
) -> Parts:
    """Parts whose configuration is what the file says and the documents over it."""
    kept, told = documents or MadeDocuments(), base or Config()

    def merged() -> Config:
        newest = kept.newest("rules")
        return overlaid(told, newest.text if newest else "")

    parts = made_parts(folder, board or MappedBoard(), running, watch)
    return replace(parts, documents=kept, base=lambda: told, config=merged)


def hear(folder: Path, signals: Sequence[Signal]) -> None:
    """Put findings into the store of incidents."""
    with Cases(folder / "people.incidents") as cases:
        cases.hear(signals, at=NOW)


def signal(client: str = "ann", detector: str = "slow_crawl", records: int = 1200, lens: str = "account") -> Signal:
    """A finding of the last days, three times as strong as it need be."""
    told = f"{lens} {client} was shown {records:,} different records", ("/users/{id}",), "SELECT 1"
    return Signal(detector, lens, client, records, records, MIDNIGHT - 3 * DAY, MIDNIGHT - DAY, 90.0, 30.0, *told)


def over(name: str, most: int, lens: str = "account") -> Over:
    """Somebody who was shown so many in a day."""
    return Over(lens, name, MIDNIGHT - 2 * DAY, most)
