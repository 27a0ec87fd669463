"""The counter of `Window.together` over a ledger: what some clients were shown together, counted in SQL when it is asked."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.together import RARE, Counter, Meetings, Together

_MEMBERS = "CREATE OR REPLACE TEMP TABLE member AS SELECT unnest(?::UINTEGER[]) AS client"
_RARE = "SELECT greatest(quantile_disc(viewers, 0.5), ?) FROM popularity"
_RECORDS = """
SELECT count(*), coalesce(sum(mine * (mine - 1) // 2) FILTER (viewers <= $rare), 0),
       coalesce(sum(mine * (viewers - mine)) FILTER (viewers <= $rare), 0)
FROM (SELECT record, count(*) AS mine FROM pair SEMI JOIN member USING (client) GROUP BY record) JOIN popularity USING (record)
"""
_SHOWINGS = """
SELECT coalesce(sum(mine), 0), coalesce(sum(mine * mine), 0),
       (SELECT coalesce(sum(viewers), 0) FROM popularity WHERE viewers <= $rare)
FROM (SELECT count(*) AS mine FROM pair SEMI JOIN member USING (client) JOIN popularity USING (record)
      WHERE viewers <= $rare GROUP BY client)
"""
_PEOPLE = """
SELECT count(DISTINCT record) FROM sight SEMI JOIN member USING (client) SEMI JOIN (FROM route WHERE people) USING (route)
"""
_ROUTES = """
SELECT template FROM sight SEMI JOIN member USING (client) JOIN route USING (route)
GROUP BY template ORDER BY count(*) DESC, template
"""
_AGENT = """
SELECT user_agent FROM client_caller SEMI JOIN member USING (client) JOIN caller USING (caller) JOIN agent USING (agent)
GROUP BY user_agent ORDER BY count(DISTINCT client) DESC, user_agent LIMIT 1
"""


def counter(ledger: EmbeddedLedger) -> Counter:
    """Counts in the tables that `roll_up` made, one question at a time whoever asks.

    `ledger` is the one that was rolled up; the counter counts until the next roll-up.
    """
    turn = threading.Lock()

    def count(clients: NDArray[np.int64]) -> Together:
        with turn:
            run = ledger.connection.execute
            run(_MEMBERS, [clients.tolist()]).fetchall()
            [(rare,)] = run(_RARE, [RARE]).fetchall()
            [(records, inner, cross)] = run(_RECORDS, {"rare": rare}).fetchall()
            showings = run(_SHOWINGS, {"rare": rare}).fetchall()[0]
            [(people,)] = run(_PEOPLE).fetchall()
            routes = tuple(template for (template,) in run(_ROUTES).fetchall())
            agents = run(_AGENT).fetchall()
        meetings = Meetings(*map(int, (inner, cross, *showings)))
        return Together(records, people, meetings, routes, agents[0][0] if agents else "")

    return count
