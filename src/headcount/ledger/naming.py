"""Naming clients again and again, while a ledger grows: only callers that are new, or whose address is not what it was.

Who a caller is depends on itself, and where it says nothing of itself on how many user agents were shown records at its address
(`schema.NAMING`). So whoever is not behind an address that something was shown to since then is who it was.
"""

from __future__ import annotations

from headcount.ledger.embedded import MOST_AGENTS, EmbeddedLedger

_ENDS = "SELECT (SELECT coalesce(max(caller) + 1, 0) FROM caller), (SELECT coalesce(max(rowid) + 1, 0) FROM disclosure)"
_REMOVALS = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'removal' AND NOT temporary"
_SHOWN = """
CREATE OR REPLACE TEMP TABLE shown_caller AS SELECT DISTINCT caller FROM disclosure WHERE rowid < $until
"""
_SHOWN_SINCE = """
CREATE OR REPLACE TEMP TABLE fresh AS
SELECT DISTINCT caller FROM disclosure WHERE rowid >= $since AND rowid < $until EXCEPT FROM shown_caller
"""
_TOUCHED = """
CREATE OR REPLACE TEMP TABLE touched AS
WITH asking AS (FROM caller WHERE account = '' AND credential = ''),
     places AS (SELECT DISTINCT address FROM asking WHERE caller >= $since OR caller IN (FROM fresh))
SELECT caller, address, account, credential, agent FROM caller WHERE caller >= $since AND caller < $until
UNION SELECT caller, address, account, credential, agent FROM asking SEMI JOIN places USING (address) WHERE caller < $until
"""
_NAMED = """
CREATE OR REPLACE TEMP TABLE naming AS
WITH behind AS (SELECT address, count(DISTINCT agent) AS agents FROM touched SEMI JOIN shown_caller USING (caller)
                WHERE account = '' AND credential = '' GROUP BY address)
SELECT caller,
       CASE WHEN account <> '' THEN 'account' WHEN credential <> '' THEN 'credential'
            WHEN coalesce(agents, 0) <= $most_agents THEN 'address' ELSE 'visitor' END AS lens,
       CASE WHEN account <> '' THEN account WHEN credential <> '' THEN credential
            WHEN coalesce(agents, 0) <= $most_agents THEN address ELSE address || ' ' || user_agent END AS name
FROM touched JOIN agent USING (agent) LEFT JOIN behind USING (address)
"""
_CLIENTS = """
INSERT INTO client
SELECT (row_number() OVER (ORDER BY lens, name) - 1 + (SELECT coalesce(max(client) + 1, 0) FROM client))::UINTEGER, lens, name
FROM (SELECT DISTINCT lens, name FROM naming) fresh ANTI JOIN client USING (lens, name);
DELETE FROM client_caller WHERE caller IN (SELECT caller FROM naming);
INSERT INTO client_caller SELECT caller, client FROM naming JOIN client USING (lens, name)
"""


class Naming:
    """Names the clients of one open ledger, of a connection that nobody else uses (`EmbeddedLedger.beside`)."""

    def __init__(self, ledger: EmbeddedLedger) -> None:
        """Nothing is known of it yet: the first time everybody is named."""
        self._ledger = ledger
        self._callers, self._rows, self._named = 0, 0, (-1, -1)

    def renew(self) -> None:
        """Have everybody be who `EmbeddedLedger.name_clients` says."""
        run = self._ledger.connection.execute
        if self._named != self._now():
            [(callers, rows)] = run(_ENDS).fetchall()
            run(_SHOWN, {"until": rows}).fetchall()
            self._ledger.name_clients()
            self._callers, self._rows, self._named = callers, rows, self._now()
            return
        self._ledger.connection.begin()
        try:
            [(callers, rows)] = run(_ENDS).fetchall()
            run(_SHOWN_SINCE, {"since": self._rows, "until": rows}).fetchall()
            run("INSERT INTO shown_caller FROM fresh").fetchall()
            run(_TOUCHED, {"since": self._callers, "until": callers}).fetchall()
            run(_NAMED, {"most_agents": MOST_AGENTS}).fetchall()
            run(_CLIENTS).fetchall()
        except BaseException:
            self._ledger.connection.rollback()
            self._named = -1, -1
            raise
        with self._ledger.writing:
            self._ledger.connection.commit()
        self._callers, self._rows, self._named = callers, rows, self._now()

    def _now(self) -> tuple[int, int]:
        """How often something was taken out of the ledger, and how many callers are named: others change neither."""
        run = self._ledger.connection.execute
        [(kept,)], [(named,)] = run(_REMOVALS).fetchall(), run("SELECT count(*) FROM client_caller").fetchall()
        return int(run("SELECT count(*) FROM removal").fetchall()[0][0]) if kept else 0, named
