"""Two ways to count the showings of a ledger: tables of the engine, and numbers in sorted parts. Both say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.ledger.buckets import count_buckets
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.jointly import counter, numbered_counter
from headcount.ledger.lookups import find_lookups
from headcount.ledger.numbered import Numbered
from headcount.ledger.overlap import InTables, Shown
from headcount.ledger.overlap_numbered import InNumbers
from headcount.ledger.places import located
from headcount.ledger.reasons import explain, related
from headcount.ledger.routes import FEWEST_RECORDS, RoutesOf, busy_routes, routes_of
from headcount.ledger.showings import Showings
from headcount.ledger.together import Counter

I64 = NDArray[np.int64]
SIGHTS = """
CREATE OR REPLACE TEMP TABLE sight AS
SELECT client, record, route, (seconds(shown_at) << 24) | ((line & 65535)::BIGINT << 8) | (step + 128) AS code
FROM shown
"""
_SIGHTS_AS_THEY_ARE = SIGHTS.replace("TEMP TABLE", "TEMP VIEW")
"""For an engine that has the disclosures, and is asked for few of them."""
PAIRS = """
CREATE OR REPLACE TEMP TABLE pair AS
SELECT client, record, min(code) AS code, count(*) AS times FROM sight GROUP BY client, record
"""
BY_ROUTE = """
SELECT own, count(*) AS requests, count(DISTINCT record) AS records FROM sight JOIN of_group USING (route) GROUP BY own
"""
POPULARITY = "CREATE OR REPLACE TEMP TABLE popularity AS SELECT record, count(*)::UINTEGER AS viewers FROM pair GROUP BY record"


class Counting(Protocol):
    """What counts the showings of a ledger: `Tables` in the engine, or `numbered.Numbered`."""

    def popularity(self) -> tuple[I64, I64]:
        """How many records (the second) have so many viewers (the first, ascending, from 1 up)."""

    def buckets(self, cold: int, *, explained: bool) -> tuple[I64, I64, dict[str, NDArray[np.uint32]]]:
        """As `buckets.count_buckets`."""

    def clients(self) -> Sequence[Mapping[str, NDArray[np.generic]]]:
        """What was shown to each client, as `clients.list_clients` takes it."""

    def explain(self) -> bool:
        """Mark what relations explain; whether there are any."""

    def tell(self, clients: I64) -> None:
        """Have the engine know the showings of all, and the disclosures to these clients."""

    def routes(self) -> RoutesOf:
        """The routes of clients that are worth a look."""

    def counter(self) -> Counter:
        """Counts what some clients were shown together."""

    def shown(self) -> Shown:
        """What groups of clients have in common."""

    def by_route(self, groups: I64) -> tuple[I64, I64]:
        """Showings and different records of groups of routes.

        Args:
            groups: number of the group of each route, from 0 up; -1 for a route of none.
        """


class Tables:
    """Showings, pairs and popularity as tables of the engine: `sight`, `pair` and `popularity`."""

    def __init__(self, ledger: EmbeddedLedger) -> None:
        """Make them; the ledger's clients are named."""
        self._ledger = ledger
        for query in (SIGHTS, PAIRS, POPULARITY):
            ledger.connection.execute(query)
        find_lookups(ledger)

    def popularity(self) -> tuple[I64, I64]:
        """By number of viewers."""
        rows = self._ledger.connection.execute(
            "SELECT viewers, count(*) AS records FROM popularity GROUP BY viewers ORDER BY viewers"
        ).fetchnumpy()
        return rows["viewers"].astype(np.int64), rows["records"].astype(np.int64)

    def buckets(self, cold: int, *, explained: bool) -> tuple[I64, I64, dict[str, NDArray[np.uint32]]]:
        """Counted by the engine and in sorted parts."""
        return count_buckets(self._ledger, cold, explained=explained)

    def clients(self) -> Sequence[Mapping[str, NDArray[np.generic]]]:
        """Nothing: `list_clients` asks the engine."""
        return ()

    def explain(self) -> bool:
        """By the tables of this run."""
        return explain(self._ledger)

    def tell(self, clients: I64) -> None:
        """Nothing: the engine knows."""

    def routes(self) -> RoutesOf:
        """Of the clients worth a look."""
        return busy_routes(self._ledger)

    def counter(self) -> Counter:
        """In SQL, when it is asked."""
        return counter(self._ledger)

    def shown(self) -> Shown:
        """In SQL as well."""
        return InTables(self._ledger)

    def by_route(self, groups: I64) -> tuple[I64, I64]:
        """In SQL, too."""
        route = np.flatnonzero(groups >= 0)
        self._ledger.connection.register("of_group", pa.table({"route": route, "own": groups[route]}))
        rows = self._ledger.connection.execute(BY_ROUTE).fetchnumpy()
        self._ledger.connection.unregister("of_group")
        told = np.zeros((2, int(groups.max(initial=-1)) + 1), np.int64)
        told[:, rows["own"]] = rows["requests"], rows["records"]
        return told[0], told[1]


class ByNumber:
    """Showings by number; the engine is told of them only where tables of the site or look-ups need it."""

    def __init__(self, ledger: EmbeddedLedger, showings: Showings, folder: Path, *, whole: bool = False) -> None:
        """Count; the ledger's clients are named.

        Args:
            ledger: all but the disclosures, or all.
            showings: its disclosures.
            folder: for files of the run.
            whole: whether the ledger has the disclosures, too.
        """
        self._ledger, self._showings = ledger, showings
        [(canaries,)] = ledger.connection.execute("SELECT EXISTS (FROM canary)").fetchall()
        self._engine = canaries or related(ledger) or located(ledger)
        self._told = Numbered(ledger, showings, folder, engine=self._engine)
        self._engine, self._sights, self._whole = self._told.engine, whole, whole
        if whole:
            ledger.connection.execute(_SIGHTS_AS_THEY_ARE).fetchall()
        ledger.connection.register("through", pa.table(self._told.through))
        find_lookups(ledger, "through")
        if self._engine:
            self._told.tell_pairs()
            self.tell(np.zeros(0, np.int64))

    def popularity(self) -> tuple[I64, I64]:
        """By number of viewers."""
        return self._told.popularity()

    def buckets(self, cold: int, *, explained: bool) -> tuple[I64, I64, dict[str, NDArray[np.uint32]]]:
        """Marked, where cold, in the counted rows."""
        return self._told.buckets(cold, explained=explained)

    def clients(self) -> Sequence[Mapping[str, NDArray[np.generic]]]:
        """As counted."""
        return self._told.clients()

    def explain(self) -> bool:
        """By the tables of this run, where there are any."""
        return self._engine and explain(self._ledger)

    def tell(self, clients: I64) -> None:
        """Once for the showings."""
        if not self._sights:
            self._told.tell_sights()
            self._sights = True
        if len(clients) and not self._whole:
            self._told.tell_disclosures(clients)

    def routes(self) -> RoutesOf:
        """Of the clients worth a look."""
        return routes_of(self._ledger, self._told.busy(FEWEST_RECORDS))

    def counter(self) -> Counter:
        """From the pairs on disk."""
        return numbered_counter(self._ledger, self._told)

    def shown(self) -> Shown:
        """From these as well."""
        return InNumbers(self._ledger, self._told, self._showings)

    def by_route(self, groups: I64) -> tuple[I64, I64]:
        """Marked record by record."""
        return self._told.by_route(groups)
