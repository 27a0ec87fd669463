"""Usage: through which routes clients under an agreement were shown records, and how much the log holds in all."""

from __future__ import annotations

import pyarrow as pa

from headcount.ledger.embedded import EmbeddedLedger

_USED = """
WITH mine AS (SELECT client, route, record, seconds(shown_at) AS at_second, shows FROM shown SEMI JOIN incoming USING (client)),
     told AS (SELECT shows, coalesce(list(DISTINCT kind ORDER BY kind) FILTER (form = 'clear'), []) AS clear
              FROM shows GROUP BY shows),
     opened AS (SELECT template, min(code >> 24) AS opened FROM sight SEMI JOIN mine USING (route) JOIN route USING (route)
                GROUP BY template)
SELECT client, template, coalesce(clear, if(kinds = '', [], string_split(kinds, ','))) AS kinds,
       count(DISTINCT record) AS records,
       moment(min(at_second)) AS first, moment(max(at_second)) AS last, moment(any_value(opened)) AS opened
FROM mine JOIN route USING (route) JOIN opened USING (template) LEFT JOIN told USING (shows)
GROUP BY client, template, 3 ORDER BY client, template, 3
"""
"""What an answer was seen to show in clear counts; what its route is known to show only where the answer was not seen."""


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
