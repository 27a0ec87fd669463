"""What the site declares of its accounts, and who came back to whom without a reason: as `ledger.reasons` counts it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.lab.views import Views
from headcount.lab.world import DAY, SECOND, World
from headcount.ledger.reasons import FEWEST_DAYS, MOST_NAMED
from headcount.ledger.window import RETURNS_SCHEMA

DECLARED_ROLES = ("merchant", "staff", "device")
"""Roles that the site's configuration names."""
DEVICES = frozenset({"device"})
"""Those of them whose accounts are devices."""


def declared_roles(world: World, who: NDArray[np.intp]) -> list[str]:
    """What the configuration says each of these clients is; empty for consumers and for those without an account."""
    told = [role if role in DECLARED_ROLES else "" for role in world.roles]
    return [told[world.clients.role[client]] if world.clients.name[client] else "" for client in who.tolist()]


def returns_of(world: World, views: Views) -> pa.Table:
    """`Window.returns`; a person's number stands for the token."""
    known = np.array([role != "" for role in declared_roles(world, np.arange(len(world.clients)))], np.bool_)
    rows = np.flatnonzero(views.shown & ~views.reason & known[views.client]) if len(known) else np.zeros(0, np.intp)
    order = rows[np.lexsort((views.at[rows], views.subject[rows], views.client[rows]))]
    client, subject, at = views.client[order].astype(np.int64), views.subject[order].astype(np.int64), views.at[order]
    begins = np.flatnonzero(np.r_[True, (np.diff(client) != 0) | (np.diff(subject) != 0)])[: len(order)]
    ends = np.r_[begins[1:], len(order)][: len(begins)] - 1
    another = np.r_[True, np.diff(at // DAY) != 0][: len(order)]
    another[begins] = True
    days = np.add.reduceat(another.astype(np.int64), begins) if len(begins) else begins
    group = np.lexsort((subject[begins], days, client[begins]))
    table = []
    for part in np.split(group, np.flatnonzero((np.diff(client[begins][group]) != 0) | (np.diff(days[group]) != 0)) + 1):
        if len(part):
            one = int(days[part[0]])
            named = subject[begins[part]][:MOST_NAMED].tolist() if one >= FEWEST_DAYS else []
            span = [int(at[begins[part]].min()) // SECOND, int(at[ends[part]].max()) // SECOND]
            table.append([int(client[begins[part[0]]]), one, len(part), *span, named])
    columns = list(zip(*table, strict=True)) or [()] * len(RETURNS_SCHEMA)
    return pa.table(
        [_column(values, field.type) for values, field in zip(columns, RETURNS_SCHEMA, strict=True)], schema=RETURNS_SCHEMA
    )


def _column(values: tuple[object, ...], kind: pa.DataType) -> pa.Array:
    return pa.array(values, pa.int64()).cast(kind) if pa.types.is_timestamp(kind) else pa.array(values, kind)
