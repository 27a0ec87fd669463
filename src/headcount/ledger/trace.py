"""Questions that the ledger answers exactly: by client, by record, by route."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.entries import Count, Viewer
from headcount.model.summary import RouteSummary


def count_client(ledger: EmbeddedLedger, name: str) -> list[Count]:
    """Clients called `name` (an address, an account, a credential's digest), and visitors at an address called so."""
    clients = ledger.connection.execute(
        """SELECT client, lens, name FROM client SEMI JOIN client_caller USING (client)
           WHERE name = $1 OR (lens = 'visitor' AND starts_with(name, $1 || ' ')) ORDER BY lens, name""",
        [name],
    ).fetchall()
    return [_count(ledger, *client) for client in clients]


def _count(ledger: EmbeddedLedger, client: int, lens: str, name: str) -> Count:
    run = ledger.connection.execute
    row = run(
        """SELECT count(DISTINCT record), count(DISTINCT record) FILTER (people), bool_or(people), min(shown_at), max(shown_at)
           FROM client_disclosure WHERE client = ?""",
        [client],
    ).fetchone()
    records, people, any_people, first, last = row or (0, 0, False, None, None)
    requests = run(
        "SELECT coalesce(sum(requests), 0) FROM traffic JOIN client_caller USING (caller) WHERE client = ?", [client]
    ).fetchone()
    routes = run(
        "SELECT route, count(DISTINCT record) AS n FROM client_disclosure WHERE client = ? GROUP BY route ORDER BY n DESC, route",
        [client],
    ).fetchall()
    return Count(
        lens,
        name,
        int(requests[0]) if requests else 0,
        records,
        people if any_people else None,
        _utc(first),
        _utc(last),
        tuple(routes),
    )


def who_saw(ledger: EmbeddedLedger, records: Sequence[int]) -> list[Viewer]:
    """Every client that was shown one of these records (tokens), the first to see it first."""
    rows = ledger.connection.execute(
        """SELECT lens, name, count(*), min(shown_at), max(shown_at), list(DISTINCT route ORDER BY route),
                  arg_min(file, (shown_at, line)), arg_min(line, (shown_at, line))
           FROM client_disclosure JOIN client USING (client) WHERE record IN (SELECT unnest($1::UBIGINT[]))
           GROUP BY lens, name ORDER BY min(shown_at), name""",
        [list(records)],
    ).fetchall()
    return [
        Viewer(lens, name, times, _at(first), _at(last), tuple(routes), file, line)
        for lens, name, times, first, last, routes, file, line in rows
    ]


def entities(ledger: EmbeddedLedger) -> list[str]:
    """What the routes of the ledger show, such as `orders`, in alphabetical order."""
    rows = ledger.connection.execute("SELECT DISTINCT entity FROM route WHERE entity <> '' ORDER BY entity").fetchall()
    return [entity for (entity,) in rows]


def route_summaries(ledger: EmbeddedLedger) -> list[RouteSummary]:
    """Every route that shows records, busiest first. Reads what `roll_up` counted."""
    rows = ledger.connection.execute(
        """WITH named AS (SELECT route, min(route) OVER (PARTITION BY method, template, subject, entity) AS first FROM route
                          WHERE subject IS NOT NULL AND NOT tentative),
                missed AS (SELECT first AS route, count(*) AS misses FROM attempt JOIN named USING (route) GROUP BY first)
           SELECT method, template, subject, entity, people,
                  coalesce(requests, 0), coalesce(records, 0), coalesce(misses, 0), source
           FROM route SEMI JOIN (FROM named WHERE route = first) USING (route)
                LEFT JOIN route_count USING (route) LEFT JOIN missed USING (route)
           ORDER BY 6 DESC, template, method"""
    ).fetchall()
    return [RouteSummary(*row) for row in rows]


def _utc(value: dt.datetime | None) -> dt.datetime | None:
    return value.replace(tzinfo=dt.UTC) if value else None


def _at(value: dt.datetime) -> dt.datetime:
    return value.replace(tzinfo=dt.UTC)
