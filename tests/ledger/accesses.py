"""Made accesses that are taken through the door into a ledger, and what is needed to count them again by hand."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from headcount.catalog.catalog import Catalogue
from headcount.catalog.identity import Callers
from headcount.catalog.routes import Declaration
from headcount.catalog.tokens import Tokenizer, key_of_passphrase
from headcount.intake import route_rows
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.entries import Position
from headcount.model.access import AccessBatch
from headcount.model.text import Text

START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
TOKENS = Tokenizer(key_of_passphrase("a test ledger"))


@dataclass(frozen=True)
class Shown:
    """One access as the tests think of it."""

    second: int
    """Since `START`."""
    address: str
    record: int
    account: str = ""
    credential: str = ""
    agent: str = "Firefox"
    status: int = 200
    path: str = "/orders/{}"

    @property
    def target(self) -> str:
        return self.path.format(self.record)

    @property
    def bucket(self) -> dt.datetime:
        """Start of its ten minutes."""
        return START + dt.timedelta(seconds=self.second // 600 * 600)


def batch_of(rows: list[Shown], first_line: int = 1) -> AccessBatch:
    count = len(rows)
    return AccessBatch(
        time=np.array([int(START.timestamp()) + row.second for row in rows], np.int64) * 1_000_000,
        address=Text.of([row.address for row in rows]),
        forwarded=Text.empty(count),
        account=Text.of([row.account for row in rows]),
        credential=Text.of([row.credential for row in rows]),
        user_agent=Text.of([row.agent for row in rows]),
        method=Text.of(["GET"] * count),
        target=Text.of([row.target for row in rows]),
        status=np.array([row.status for row in rows], np.int16),
        size=np.full(count, -1, np.int64),
        line=np.arange(first_line, first_line + count),
    )


def new_catalogue(*, people: bool = False) -> Catalogue:
    declared = [Declaration("/orders/{id}", "id", entity="orders"), Declaration("/u/{id}", "id", entity="users", people=people)]
    return Catalogue(TOKENS, Callers(TOKENS), declared)


def feed(
    ledger: EmbeddedLedger, rows: list[Shown], *, catalogue: Catalogue | None = None, file: int = 0, batches: int = 1
) -> None:
    """Take `rows` through the door in so many batches, as lines of file number `file`, and commit."""
    catalogue = catalogue or new_catalogue()
    bounds = np.linspace(0, len(rows), batches + 1).astype(int).tolist()
    for begin, end in pairwise(bounds):
        counted = catalogue.disclose(batch_of(rows[begin:end], begin + 1), file)
        ledger.know_routes(route_rows(catalogue.routes))
        ledger.append(counted)
    ledger.commit(Position(file, f"{file}.log", "made", 4, "head", 9, "tail", len(rows), len(rows), 0), {})


def traffic(seed: int, count: int = 1500, **identity: str) -> list[Shown]:
    """Random accesses of some forty addresses in time order: favourites, walks along the numbers, misses."""
    draw = random.Random(seed)  # noqa: S311  # made traffic
    last: dict[str, int] = {}
    rows = []
    for second in sorted(draw.randrange(4 * 3600) for _ in range(count)):
        address = f"192.0.2.{draw.randrange(40)}"
        walk = address in last and draw.random() < 0.4
        record = last[address] + draw.choice((1, 2, 3, 4, -1, 20)) if walk else int(draw.paretovariate(0.6)) % 5000
        last[address] = max(record, 0)
        status = draw.choices((200, 304, 404, 403), (16, 2, 3, 1))[0]
        path = draw.choice(("/orders/{}", "/orders/{}", "/u/{}", "/orders/{}/rating"))
        rows.append(Shown(second, address, max(record, 0), status=status, path=path, **identity))
    return rows


def successes(rows: Iterable[Shown]) -> list[Shown]:
    return [row for row in rows if row.status in (200, 304)]


def identity(row: Shown) -> tuple[str, int]:
    """The record behind a row: `/orders/7` and `/orders/7/rating` show one record, `/u/7` another."""
    return ("users" if row.path.startswith("/u/") else "orders", row.record)


def token(row: Shown) -> int:
    entity, number = identity(row)
    return int(TOKENS.tokens(entity, Text.of([str(number)]))[0])
