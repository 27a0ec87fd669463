"""Through which routes a client was shown its records, for the findings that name it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from headcount.ledger.embedded import EmbeddedLedger

FEWEST_RECORDS = 20
"""A client that was shown fewer records is not worth a look."""

SHOWINGS = """
SELECT client, route, count(*) AS times FROM sight
SEMI JOIN (SELECT client FROM pair GROUP BY client HAVING count(*) >= $fewest) USING (client) GROUP BY client, route
"""


class RoutesOf(Mapping[int, tuple[str, ...]]):
    """Client number to templates of routes, the busiest first; made for those clients that are asked about."""

    def __init__(
        self, client: NDArray[np.int64], route: NDArray[np.int64], times: NDArray[np.int64], templates: Mapping[int, str]
    ) -> None:
        """Each row says how often a client was shown something through a route; `templates` names each route.

        Routes of one template (of several methods, say) are one.
        """
        self._names = np.array(sorted(set(templates.values())), np.object_)
        known = {name: place for place, name in enumerate(self._names)}
        place = np.zeros(max(templates, default=-1) + 1, np.int64)
        place[list(templates)] = [known[name] for name in templates.values()]
        key = client * max(len(self._names), 1) + place[route]
        order = np.argsort(key, kind="stable")
        first = np.flatnonzero(np.diff(key[order], prepend=-1))
        times = np.add.reduceat(times[order], first) if len(first) else times[:0]
        client, template = client[order][first], place[route][order][first]
        order = np.lexsort((template, -times, client))
        self._template, client = template[order], client[order]
        first = np.flatnonzero(np.diff(client, prepend=-1))
        self._client, self._edges = client[first], np.append(first, len(client))

    def __getitem__(self, client: int) -> tuple[str, ...]:
        place = int(np.searchsorted(self._client, client))
        if place == len(self._client) or self._client[place] != client:
            raise KeyError(client)
        return tuple(self._names[self._template[self._edges[place] : self._edges[place + 1]]])

    def __iter__(self) -> Iterator[int]:
        return iter(self._client.tolist())

    def __len__(self) -> int:
        return len(self._client)


def busy_routes(ledger: EmbeddedLedger) -> RoutesOf:
    """The routes of every client with `FEWEST_RECORDS` records or more. Reads the sights and pairs that `roll_up` made."""
    return routes_of(ledger, ledger.connection.execute(SHOWINGS, {"fewest": FEWEST_RECORDS}).fetchnumpy())


def routes_of(ledger: EmbeddedLedger, rows: Mapping[str, NDArray[np.generic]]) -> RoutesOf:
    """The routes of clients of which is known how often (`times`) which `client` was shown something through which `route`."""
    templates = dict(ledger.connection.execute("SELECT route, template FROM route").fetchall())
    client, route, times = (rows[name].astype(np.int64) for name in ("client", "route", "times"))
    return RoutesOf(client, route, times, templates)
