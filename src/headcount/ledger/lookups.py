"""Look-up routes: where clients ask whether an identifier that they hold is known here, as an address book does with its numbers.

Many honest clients miss there, each with some of what it asks; on a page that people come to by links hardly anybody does, and
where one client guesses identifiers it is the only one. A burst of a whole address book in a minute is what such a route is
for, so detectors of crawls leave look-ups out (those of enumeration judge them).
"""

from __future__ import annotations

from headcount.ledger.embedded import EmbeddedLedger

FEWEST_ASKED = 5
"""A client that asked less of a route says nothing about it."""
MISSED = 0.05
"""Share of what a client asked that nobody answers to, from which it asked as one does who brings identifiers along."""
CLIENTS, FEWEST_CLIENTS = 0.25, 10
"""Share and number of a route's clients that ask like that, from which it is a look-up route."""

_FIND = """
CREATE OR REPLACE TEMP TABLE lookup_route AS
WITH missed AS (SELECT route, count(*) AS misses FROM attempt GROUP BY route),
     answered AS (SELECT route, sum(times) AS hits FROM {through} SEMI JOIN missed USING (route) GROUP BY route),
     likely AS (SELECT route FROM missed LEFT JOIN answered USING (route)
                WHERE misses >= $missed / 2 * (misses + coalesce(hits, 0))),
     asked AS (
         SELECT client, route, sum(hits) AS hits, sum(misses) AS misses FROM (
             SELECT client, route, sum(times) AS hits, 0 AS misses FROM {through} SEMI JOIN likely USING (route) GROUP BY ALL
             UNION ALL
             SELECT client, route, 0, count(*) FROM attempt JOIN client_caller USING (caller) SEMI JOIN likely USING (route)
             GROUP BY ALL)
         GROUP BY ALL HAVING sum(hits) + sum(misses) >= $asked AND sum(hits) > 0)
SELECT route FROM asked GROUP BY route
HAVING count(*) FILTER (misses >= $missed * (hits + misses)) >= greatest($fewest, $clients * count(*))
"""


def find_lookups(ledger: EmbeddedLedger, through: str = "(SELECT client, route, 1 AS times FROM sight)") -> None:
    """Name the look-up routes in the table `lookup_route`.

    Args:
        ledger: whose routes are meant.
        through: how often a client was shown something through a route: a table with `client`, `route` and `times`, in SQL.
    """
    ledger.connection.execute(
        _FIND.format(through=through),
        {"missed": MISSED, "asked": FEWEST_ASKED, "fewest": FEWEST_CLIENTS, "clients": CLIENTS},
    ).fetchall()
