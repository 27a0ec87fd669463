"""What each client was shown of a list of people, and by how much chance it would have been: queries for attribution.

Every record stands in a stratum by how many clients were shown it (doubling), since popular people are on everybody's list. The
chance that a client was shown a record of a stratum is the share of the stratum that it was shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.ledger.embedded import EmbeddedLedger

I64 = NDArray[np.int64]

STRATA = 40
"""Strata: the one of a record that v clients were shown is floor(log2 v)."""

_EXPOSURES = """
CREATE OR REPLACE TEMP TABLE shown_first AS
SELECT client, record, min(shown_at) AS first
FROM shown WHERE route IN (SELECT unnest($routes)) AND shown_at <= $until GROUP BY ALL;
CREATE OR REPLACE TEMP TABLE exposed_record AS
SELECT (row_number() OVER () - 1)::UINTEGER AS place, record, floor(log2(count(*)))::UTINYINT AS stratum
FROM shown_first GROUP BY record;
CREATE OR REPLACE TEMP TABLE exposure AS
SELECT client, place, stratum, first FROM shown_first JOIN exposed_record USING (record);
DROP TABLE shown_first;
CREATE OR REPLACE TEMP TABLE exposed_client AS
SELECT client, stratum, count(*) AS records FROM exposure GROUP BY ALL
"""
_ASK = """
CREATE OR REPLACE TEMP TABLE asked_place AS
SELECT DISTINCT row, place, stratum FROM incoming JOIN exposed_record USING (record);
CREATE OR REPLACE TEMP TABLE asked_row AS SELECT row, max(stratum)::UTINYINT AS stratum FROM asked_place GROUP BY row;
CREATE OR REPLACE TEMP TABLE hit AS
SELECT client, row, min(first) AS first FROM exposure JOIN (SELECT row, place FROM asked_place) USING (place) GROUP BY ALL
"""


@dataclass(frozen=True, slots=True)
class Overlap:
    """What the clients were shown of a list, by stratum. Clients that were shown nothing of it are left out."""

    client: I64
    """(n,) numbers of the ledger."""
    hits: I64
    """(n, STRATA) rows of the list that the client was shown."""
    sizes: I64
    """(n, STRATA) records that the client was shown at all."""
    rows: I64
    """(STRATA,) rows of the list that anybody was shown."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Rows of the list that some clients were shown."""

    client: I64
    row: I64
    stratum: I64
    first: I64
    """Microseconds since 1970, UTC: when the client was first shown it."""


class Exposures:
    """Who was shown which records of some entities, until some time; prepared once, asked often.

    The tables are temporary ones of the ledger's connection.
    """

    def __init__(self, ledger: EmbeddedLedger, entities: Sequence[str], until: dt.datetime) -> None:
        self._ledger = ledger
        routes = [place for place, route in enumerate(ledger.routes(all_counted=False)) if route.entity in entities]
        told = {"routes": routes, "until": until.astimezone(dt.UTC).replace(tzinfo=None)}
        for number, statement in enumerate(_EXPOSURES.split(";")):
            ledger.connection.execute(statement, told if not number else {}).fetchall()
        strata = self._counts(
            "SELECT 0 AS client, stratum, count(*) AS n FROM exposed_record GROUP BY ALL", np.zeros(1, np.int64)
        )
        self.strata: I64 = strata[0]
        """(STRATA,) different records that anybody was shown."""
        [(clients,)] = ledger.connection.execute("SELECT count(DISTINCT client) FROM exposed_client").fetchall()
        self.clients = int(clients)
        """How many clients were shown any of them."""

    def ask(self, row: I64, record: NDArray[np.uint64]) -> Overlap:
        """What everybody was shown of a list: `record[i]` is a token of row `row[i]`; a row may have several."""
        run = self._ledger.connection.execute
        self._ledger.connection.register(
            "incoming", pa.table({"row": pa.array(row.astype(np.uint32)), "record": pa.array(record)})
        )
        for statement in _ASK.split(";"):
            run(statement).fetchall()
        self._ledger.connection.unregister("incoming")
        client = self._numbers_of("SELECT DISTINCT client FROM hit ORDER BY client")["client"]
        hits = self._counts("SELECT client, stratum, count(*) AS n FROM hit JOIN asked_row USING (row) GROUP BY ALL", client)
        rows = self._counts("SELECT 0 AS client, stratum, count(*) AS n FROM asked_row GROUP BY ALL", np.zeros(1, np.int64))
        query = "SELECT client, stratum, records AS n FROM exposed_client SEMI JOIN hit USING (client)"
        return Overlap(client, hits, self._counts(query, client), rows[0])

    def hits(self, clients: Sequence[int]) -> Hits:
        """The rows of the list asked last that these clients were shown."""
        rows = self._ledger.connection.sql(
            """SELECT client, row, stratum, epoch_us(first) AS first FROM hit JOIN asked_row USING (row)
               WHERE client IN (SELECT unnest($clients::UINTEGER[])) ORDER BY client, first, row""",
            params={"clients": list(clients)},
        ).fetchnumpy()
        return Hits(*(rows[name].astype(np.int64) for name in ("client", "row", "stratum", "first")))

    def rows(self) -> tuple[I64, I64]:
        """Rows of the list asked last that anybody was shown, ascending, and their strata."""
        rows = self._numbers_of("SELECT row, stratum FROM asked_row ORDER BY row")
        return rows["row"], rows["stratum"]

    def course(self, client: int) -> tuple[I64, NDArray[np.bool_]]:
        """Everything that a client was shown, in order: when first (microseconds since 1970), and whether it is in the list."""
        rows = self._ledger.connection.sql(
            """SELECT epoch_us(first) AS first, place IN (SELECT place FROM asked_place) AS listed
               FROM exposure WHERE client = $client ORDER BY first, listed""",
            params={"client": client},
        ).fetchnumpy()
        return rows["first"].astype(np.int64), rows["listed"].astype(np.bool_)

    def names(self, clients: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Lens and name of some clients."""
        rows = self._ledger.connection.execute(
            "SELECT client, lens, name FROM client WHERE client IN (SELECT unnest($1::UINTEGER[]))", [list(clients)]
        ).fetchall()
        return {client: (lens, name) for client, lens, name in rows}

    def _numbers_of(self, query: str) -> dict[str, I64]:
        """The columns of an answer that holds numbers only."""
        rows = self._ledger.connection.sql(query).fetchnumpy()
        return {name: column.astype(np.int64) for name, column in rows.items()}

    def _counts(self, query: str, client: I64) -> I64:
        """(clients, STRATA) of the column `n`, for ascending numbers of clients."""
        rows = self._numbers_of(query)
        counts = np.zeros((len(client), STRATA), np.int64)
        counts[np.searchsorted(client, rows["client"]), rows["stratum"]] = rows["n"]
        return counts


def shown_records(ledger: EmbeddedLedger, record: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which of these tokens are records that somebody was shown."""
    ledger.connection.register("incoming", pa.table({"place": pa.array(np.arange(len(record))), "record": pa.array(record)}))
    rows = ledger.connection.sql("SELECT place FROM incoming SEMI JOIN shown USING (record)").fetchnumpy()
    ledger.connection.unregister("incoming")
    known = np.zeros(len(record), np.bool_)
    known[rows["place"]] = True
    return known
