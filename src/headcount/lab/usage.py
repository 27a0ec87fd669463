"""The window's routes of partners over a made world's views, as `ledger.usage` counts them in SQL, and what was agreed."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.lab.site import EXPORT, PARTNER_API, ROUTES
from headcount.lab.views import I64, Views
from headcount.lab.world import SECOND, World
from headcount.ledger.window import USED_SCHEMA
from headcount.model.scope import Scope

AGREED = Scope(routes=frozenset({ROUTES[PARTNER_API].template}), kinds=frozenset(ROUTES[PARTNER_API].kinds), unexplained=0.02)
"""What every partner of the made site may read: one route, and nearly only customers of both."""
NIGHTLY = Scope(routes=frozenset({ROUTES[EXPORT].template}), own_baseline=True)
"""What a job of the made site may do: what it always did, through one route."""
SCOPES = {"partner": AGREED, "job": NIGHTLY}
"""Role to what was agreed with each client of it."""


def agreed(world: World) -> list[Scope | None]:
    """What was agreed with each client of `world.clients`; None for those under no agreement."""
    of_role = [SCOPES.get(role) for role in world.roles]
    return [of_role[role] for role in world.clients.role.tolist()]


def used_routes(world: World, views: Views, partners: NDArray[np.bool_]) -> pa.Table:
    """`USED_SCHEMA` of these clients; `partners` is a mask over `world.clients`. Templates have no name in their braces."""
    rows = np.flatnonzero(views.shown)
    opened = _least(views.route[rows].astype(np.int64), views.at[rows], len(world.routes))
    rows = rows[partners[views.client[rows]]]
    key = views.client[rows].astype(np.int64) * len(world.routes) + views.route[rows]
    pair = np.unique(np.stack([key, views.subject[rows].astype(np.int64)]), axis=1)[0]
    used, records = np.unique(pair, return_counts=True)
    place = np.searchsorted(used, key)
    first, last = _least(place, views.at[rows], len(used)), -_least(place, -views.at[rows], len(used))
    table = [
        {
            "client": int(number) // len(world.routes),
            "template": world.routes[int(number) % len(world.routes)].template,
            "kinds": list(world.routes[int(number) % len(world.routes)].kinds),
            "records": int(records[at]),
            "first": int(first[at]) // SECOND,
            "last": int(last[at]) // SECOND,
            "opened": int(opened[int(number) % len(world.routes)]) // SECOND,
        }
        for at, number in enumerate(used)
    ]
    ordered = sorted(table, key=lambda row: (row["client"], row["template"]))
    columns = [pa.array([row[field.name] for row in ordered]).cast(field.type) for field in USED_SCHEMA]
    return pa.table(columns, schema=USED_SCHEMA) if table else USED_SCHEMA.empty_table()


def _least(place: I64, values: I64, size: int) -> I64:
    """The smallest value at each of `size` places."""
    least = np.full(size, np.iinfo(np.int64).max)
    np.minimum.at(least, place, values)
    return least
