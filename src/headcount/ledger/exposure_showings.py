"""Showings of some clients in a period, set apart in temporary tables for the counts of an exposure.

Clients are found by what their callers said, and not by today's grouping: an incident may name an address whose visitors are
told apart by now.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pyarrow as pa

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.exposure_kinds import Grader, as_table, meanings
from headcount.model.incident import ClientName

_ASKED = """
CREATE OR REPLACE TEMP TABLE asked AS
WITH who AS (SELECT caller, address, account, credential, user_agent FROM caller JOIN agent USING (agent)),
     found AS (
        SELECT caller, number FROM who JOIN wanted ON wanted.name = account WHERE lens = 'account' AND account <> ''
        UNION ALL
        SELECT caller, number FROM who JOIN wanted ON wanted.name = credential
        WHERE lens = 'credential' AND account = '' AND credential <> ''
        UNION ALL
        SELECT caller, number FROM who JOIN wanted ON wanted.name = address
        WHERE lens = 'address' AND account = '' AND credential = ''
        UNION ALL
        SELECT caller, number FROM who JOIN wanted ON wanted.name = address || ' ' || user_agent
        WHERE lens = 'visitor' AND account = '' AND credential = '')
SELECT caller, max(number) AS number FROM found GROUP BY caller
"""
"""One client for each caller, so that no showing counts twice where an address is asked about together with its visitors."""
_TOLD = """
CREATE OR REPLACE TEMP TABLE told AS
SELECT number, record, route, shows, shown_at::DATE AS day, count(*) AS showings, min(shown_at) AS first, max(shown_at) AS last
FROM disclosure JOIN asked USING (caller)
     SEMI JOIN (FROM route WHERE subject IS NOT NULL AND NOT tentative) USING (route)
WHERE shown_at BETWEEN $begins AND $ends GROUP BY ALL
"""
_SHOWN_BY = """
CREATE OR REPLACE TEMP TABLE shown_by AS
SELECT route, method || ' ' || template AS name, dense_rank() OVER (ORDER BY name)::UINTEGER AS called,
       entity, dense_rank() OVER (ORDER BY entity)::UINTEGER AS sort,
       people OR entity IN (SELECT entity FROM route WHERE people AND subject IS NOT NULL AND NOT tentative) AS people
FROM route WHERE subject IS NOT NULL AND NOT tentative
"""
"""A record of an entity that one route says are people is a person, whichever route showed it. `called` and `sort` number the
names and the entities: grouping by numbers costs less."""
_PAIRS = "SELECT DISTINCT route, shows FROM told ORDER BY ALL"


def clients_called(ledger: EmbeddedLedger, name: str) -> list[ClientName]:
    """Clients called `name` (an address, an account, a credential's digest), and visitors at an address called so."""
    rows = ledger.connection.execute(
        """SELECT lens, name FROM client SEMI JOIN client_caller USING (client)
           WHERE name = $1 OR (lens = 'visitor' AND starts_with(name, $1 || ' ')) ORDER BY lens, name""",
        [name],
    ).fetchall()
    return [ClientName(lens, called) for lens, called in rows]


def set_apart(ledger: EmbeddedLedger, clients: Sequence[ClientName], begins: dt.datetime, ends: dt.datetime) -> list[ClientName]:
    """Make the tables `wanted`, `asked` and `told` of this run; returns the clients of whom the ledger knows no caller."""
    run, names = ledger.connection.execute, sorted(set(clients))
    numbers = pa.array(range(len(names)), pa.int32())
    lenses, called = (pa.array([getattr(one, key) for one in names], pa.string()) for key in ("lens", "name"))
    ledger.connection.register("incoming", pa.table({"number": numbers, "lens": lenses, "name": called}))
    run("CREATE OR REPLACE TEMP TABLE wanted AS FROM incoming").fetchall()
    ledger.connection.unregister("incoming")
    run(_ASKED).fetchall()
    run(_TOLD, {"begins": begins.replace(tzinfo=None), "ends": ends.replace(tzinfo=None)}).fetchall()
    unknown = run("SELECT lens, name FROM wanted ANTI JOIN asked USING (number) ORDER BY lens, name").fetchall()
    return [ClientName(*row) for row in unknown]


def give_meaning(ledger: EmbeddedLedger, grade: Grader) -> None:
    """Make the tables `meaning` (of each route and set of kinds in `told`) and `shown_by` (of each route)."""
    pairs = ledger.connection.execute(_PAIRS).fetchall()
    ledger.connection.register("incoming", as_table(meanings(ledger, pairs, grade)))
    ledger.connection.execute("CREATE OR REPLACE TEMP TABLE meaning AS FROM incoming").fetchall()
    ledger.connection.unregister("incoming")
    ledger.connection.execute(_SHOWN_BY).fetchall()
