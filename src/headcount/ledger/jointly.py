"""The counter of `Window.together` over a ledger: what some clients were shown together, counted in SQL when it is asked."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from headcount.ledger.buckets import EPOCH
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.numbered import Numbered
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
_LATE = """
CREATE OR REPLACE TEMP TABLE late AS
SELECT client, record FROM pair SEMI JOIN (FROM popularity WHERE viewers <= $rare) USING (record)
WHERE code >= ($since::BIGINT + 62135596800) << 24
"""
_LATE_RECORDS = """
SELECT coalesce(sum(mine * (mine - 1) // 2), 0), coalesce(sum(mine * (viewers - mine)), 0), coalesce(sum(viewers), 0)
FROM (SELECT count(*) AS viewers, count(member.client) AS mine FROM late LEFT JOIN member USING (client) GROUP BY record)
"""
_LATE_SHOWINGS = """
SELECT coalesce(sum(mine), 0), coalesce(sum(mine * mine), 0)
FROM (SELECT count(*) AS mine FROM late SEMI JOIN member USING (client) GROUP BY client)
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

    def count(clients: NDArray[np.int64], since: int | None = None) -> Together:
        with turn:
            run = ledger.connection.execute
            run(_MEMBERS, [clients.tolist()]).fetchall()
            [(rare,)] = run(_RARE, [RARE]).fetchall()
            [(records, inner, cross)] = run(_RECORDS, {"rare": rare}).fetchall()
            if since is None:
                showings = run(_SHOWINGS, {"rare": rare}).fetchall()[0]
            else:
                run(_LATE, {"rare": rare, "since": since}).fetchall()
                [(inner, cross, everybody)] = run(_LATE_RECORDS).fetchall()
                showings = (*run(_LATE_SHOWINGS).fetchall()[0], everybody)
            [(people,)] = run(_PEOPLE).fetchall()
            routes = tuple(template for (template,) in run(_ROUTES).fetchall())
            agents = run(_AGENT).fetchall()
        meetings = Meetings(*map(int, (inner, cross, *showings)))
        return Together(records, people, meetings, routes, agents[0][0] if agents else "")

    return count


def numbered_counter(ledger: EmbeddedLedger, told: Numbered) -> Counter:
    """As `counter`, from pairs by number."""
    turn = threading.Lock()
    templates = dict(ledger.connection.execute("SELECT route, template FROM route").fetchall())
    rare = max(RARE, _median(*told.popularity()))
    lately: dict[int | None, NDArray[np.uint32]] = {None: told.viewers}

    def count(clients: NDArray[np.int64], since: int | None = None) -> Together:
        with turn:
            if since not in lately:
                lately[since] = told.late((since or 0) + EPOCH)
            run = ledger.connection.execute
            run(_MEMBERS, [clients.tolist()]).fetchall()
            agents = run(_AGENT).fetchall()
        count, record, of_people, second = told.shown(clients)
        records, people = len(_times(record)[0]), len(_times(record[of_people])[0])
        counts = told.viewers <= rare
        late = counts[record] if since is None else counts[record] & (second >= since + EPOCH)
        each = np.bincount(np.repeat(np.arange(len(count)), count)[late], minlength=len(count))
        meetings = _meetings(record[late], each, lately[since], counts)
        return Together(records, people, meetings, _busiest(told, clients, templates), agents[0][0] if agents else "")

    return count


def _median(viewers: NDArray[np.int64], records: NDArray[np.int64]) -> int:
    """The (lower) median of how many viewers a record has; 0 of none."""
    if not len(viewers):
        return 0
    return int(viewers[np.searchsorted(np.cumsum(records), (records.sum() + 1) // 2)])


def _times(records: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The different numbers, ascending, and how often each is there."""
    ordered = np.sort(records).astype(np.int64)
    first = np.flatnonzero(np.diff(ordered, prepend=-1))
    return ordered[first], np.diff(first, append=len(ordered))


def _meetings(
    shown: NDArray[np.uint32], each: NDArray[np.int64], viewers: NDArray[np.uint32], rare: NDArray[np.bool_]
) -> Meetings:
    """Of the rare records that some clients were shown, `each` of them so many."""
    record, mine = _times(shown)
    inner, cross = (mine * (mine - 1) // 2).sum(), (mine * (viewers[record] - mine)).sum()
    everybody = viewers.sum(where=rare, dtype=np.int64)
    return Meetings(int(inner), int(cross), int(each.sum()), int((each**2).sum()), int(everybody))


def _busiest(told: Numbered, clients: NDArray[np.int64], templates: Mapping[int, str]) -> tuple[str, ...]:
    """Templates of the routes that showed these clients something, the busiest first."""
    rows = np.isin(told.through["client"], clients)
    times: dict[str, int] = {}
    for route, number in enumerate(np.bincount(told.through["route"][rows], told.through["times"][rows]).astype(int).tolist()):
        if number:
            times[templates[route]] = times.get(templates[route], 0) + number
    return tuple(sorted(times, key=lambda template: (-times[template], template)))
