"""Usage: through which routes clients under an agreement were shown records, and how much the log holds in all."""

from __future__ import annotations

import pyarrow as pa

from headcount.ledger.embedded import EmbeddedLedger

_USED = """
WITH mine AS (SELECT client, route, record, code >> 24 AS at_second FROM sight SEMI JOIN incoming USING (client)),
     opened AS (SELECT template, min(code >> 24) AS opened FROM sight SEMI JOIN mine USING (route) JOIN route USING (route)
                GROUP BY template)
SELECT client, template, if(kinds = '', [], string_split(kinds, ',')) AS kinds, count(DISTINCT record) AS records,
       moment(min(at_second)) AS first, moment(max(at_second)) AS last, moment(any_value(opened)) AS opened
FROM mine JOIN route USING (route) JOIN opened USING (template) GROUP BY client, template, kinds ORDER BY client, template, kinds
"""


def used_routes(ledger: EmbeddedLedger, clients: pa.Table) -> pa.Table:
    """Which routes these clients used: the columns of `USED_SCHEMA`.

    Args:
        ledger: with the sights of `roll_up`.
        clients: with the column `client`.
    """
    ledger.connection.register("incoming", clients.select(["client"]))
    counted = ledger.connection.sql(_USED).to_arrow_table()
    ledger.connection.unregister("incoming")
    return counted


def all_requests(ledger: EmbeddedLedger) -> int:
    """All requests that the ledger has counted, of all clients, whatever they asked for."""
    [(requests,)] = ledger.connection.execute("SELECT coalesce(sum(requests), 0)::BIGINT FROM traffic").fetchall()
    return int(requests)
