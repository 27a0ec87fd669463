"""Small access batches and catalogues for the tests of this room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from headcount.catalog.catalog import Catalogue
from headcount.catalog.identity import Callers
from headcount.catalog.routes import Declaration, Route
from headcount.catalog.tokens import Tokenizer, key_of_passphrase
from headcount.model.access import AccessBatch
from headcount.model.text import Text

TOKENIZER = Tokenizer(key_of_passphrase("catalogue tests"))
Column = str | Sequence[str]


def accesses(
    targets: Sequence[str | bytes],
    *,
    address: Column = "192.0.2.1",
    forwarded: Column = "",
    account: Column = "",
    credential: Column = "",
    user_agent: Column = "ExampleBrowser/1.0",
    method: Column = "GET",
    status: int | Sequence[int] = 200,
    first_line: int = 1,
) -> AccessBatch:
    """One access a second for each of `targets`, one line each; a single value stands for all rows."""
    count = len(targets)

    def text(values: Column) -> Text:
        return Text.of([values] * count if isinstance(values, str) else values)

    line = np.arange(first_line, first_line + count)
    return AccessBatch(
        time=line * 1_000_000,
        address=text(address),
        forwarded=text(forwarded),
        account=text(account),
        credential=text(credential),
        user_agent=text(user_agent),
        method=text(method),
        target=Text.of(targets),
        status=np.broadcast_to(np.asarray(status, np.int16), count).copy(),
        size=np.full(count, -1, np.int64),
        line=line,
    )


def token(entity: str, value: str) -> int:
    """The token of one record."""
    return int(TOKENIZER.tokens(entity, Text.of([value]))[0])


@dataclass(frozen=True)
class Shown:
    """One row behind the door, with its route as it was settled in the end."""

    route: Route
    record: int
    line: int
    step: int = 0


class Door:
    """A catalogue with everything that came out of it."""

    def __init__(self, *declarations: Declaration) -> None:
        self.catalogue = Catalogue(TOKENIZER, Callers(TOKENIZER), declarations)
        self._shown: list[tuple[int, int, int, int]] = []
        self._missed: list[tuple[int, int, int, int]] = []

    def feed(self, batch: AccessBatch) -> Door:
        """Take a batch through the door."""
        tables = self.catalogue.disclose(batch, 0)
        shown, missed = tables["disclosure"], tables["attempt"]
        self._shown += zip(*(shown[c].to_pylist() for c in ("route", "record", "line", "step")), strict=True)
        self._missed += zip(*(missed[c].to_pylist() for c in ("route", "record", "line")), [0] * len(missed), strict=True)
        return self

    def shown(self) -> list[Shown]:
        """Disclosures of routes that show records once all is known."""
        return self._settled(self._shown)

    def missed(self) -> list[Shown]:
        """Attempts on such routes."""
        return self._settled(self._missed)

    def _settled(self, rows: list[tuple[int, int, int, int]]) -> list[Shown]:
        routes = self.catalogue.settle()
        return [Shown(routes[r], *rest) for r, *rest in rows if routes[r].subject is not None and not routes[r].tentative]

    def records(self) -> dict[str, int]:
        """Template to number of different records shown through it."""
        sets: dict[str, set[int]] = {}
        for row in self.shown():
            sets.setdefault(row.route.template, set()).add(row.record)
        return {template: len(records) for template, records in sets.items()}

    def templates(self) -> set[str]:
        """Templates of the routes that show records."""
        return {route.template for route in self.catalogue.settle() if route.subject is not None and not route.tentative}
