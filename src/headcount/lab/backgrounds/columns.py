"""Columns of a published table as a world's clients and events."""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from headcount.lab.site import CONSUMER, ROLES
from headcount.lab.world import DAY, SECOND, Clients, Events, Route, World

I64 = NDArray[np.int64]
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
"""Published tables say nothing of programs: everybody has this one."""
_NETWORK = 198 << 24 | 18 << 16
"""198.18.0.0/15, for benchmarks (RFC 2544)."""


def world_of(
    names: list[str], client: I64, subject: I64, at: I64, template: str, learning_days: int, role: int = CONSUMER
) -> World:
    """A world of these rows, in any order, from the first one's day (UTC) to the last one's.

    Args:
        names: of the clients.
        client: shape (rows,), indices into `names`.
        subject: shape (rows,), 0 or more.
        at: shape (rows,), microseconds since 1970-01-01 UTC.
        template: of the route through which everything is shown.
        learning_days: days before anybody harvests.
        role: index into the made site's roles.
    """
    count = len(names)
    clients = Clients(
        names,
        np.arange(_NETWORK, _NETWORK + count, dtype=np.uint32),
        np.zeros(count, np.int32),
        np.full(count, role, np.int8),
        np.zeros(count, np.int16),
        np.full(count, -1, np.int16),
    )
    begin = int(at.min()) // DAY * DAY
    first = dt.datetime.fromtimestamp(begin // SECOND, dt.UTC)
    events = Events.of(at, client.astype(np.int32), subject.astype(np.int32), 0).in_order()
    days = (int(at.max()) - begin) // DAY + 1
    return World(clients, events, (AGENT,), ROLES, (Route(template),), (), int(subject.max()) + 1, days, first, learning_days, 0)
