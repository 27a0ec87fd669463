"""What the site declares of its accounts, and who came back to whom without a reason: as `ledger.reasons` counts it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.lab.views import Views
from headcount.lab.world import DAY, SECOND, World
from headcount.ledger.reasons import FEWEST_DAYS, MOST_NAMED, NEAR
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
    alone = another & _alone(world, views, known, order)
    days, alone_days = (np.add.reduceat(c.astype(np.int64), begins) if len(begins) else begins for c in (another, alone))
    same = client[begins], days, alone_days
    group = np.lexsort((subject[begins], *same[::-1]))
    changes = np.flatnonzero(np.any([np.diff(column[group]) != 0 for column in same], axis=0)) + 1
    table = []
    for part in np.split(group, changes):
        if len(part):
            one = int(days[part[0]])
            named = subject[begins[part]][:MOST_NAMED].tolist() if one >= FEWEST_DAYS else []
            span = [int(at[begins[part]].min()) // SECOND, int(at[ends[part]].max()) // SECOND]
            table.append([int(client[begins[part[0]]]), one, int(alone_days[part[0]]), len(part), *span, named])
    columns = list(zip(*table, strict=True)) or [()] * len(RETURNS_SCHEMA)
    return pa.table(
        [_column(values, field.type) for values, field in zip(columns, RETURNS_SCHEMA, strict=True)], schema=RETURNS_SCHEMA
    )


def _alone(world: World, views: Views, known: NDArray[np.bool_], rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which of these rows no other client of the role was shown within `NEAR` days; shape of `rows`."""
    people = np.zeros(int(views.subject.max(initial=0)) + 1, np.bool_)
    people[views.subject[rows]] = True
    seen = np.flatnonzero(views.shown & known[views.client])
    seen = seen[people[views.subject[seen]]]
    day = (views.at - world.start) // DAY + NEAR
    days = world.days + 2 * NEAR + 1

    def place(at: NDArray[np.intp], shift: int) -> NDArray[np.int64]:
        of_role = world.clients.role[views.client[at]].astype(np.int64) * len(people) + views.subject[at]
        told: NDArray[np.int64] = of_role * days + day[at] + shift
        return told

    around = np.concatenate([place(seen, shift) for shift in range(-NEAR, NEAR + 1)])
    who = np.tile(views.client[seen].astype(np.int64), 2 * NEAR + 1)
    order = np.lexsort((who, around))
    around, who = around[order], who[order]
    wanted = place(rows, 0)
    one, other = np.searchsorted(around, wanted), np.searchsorted(around, wanted, "right") - 1
    single: NDArray[np.bool_] = who[one] == who[other]
    return single


def _column(values: tuple[object, ...], kind: pa.DataType) -> pa.Array:
    return pa.array(values, pa.int64()).cast(kind) if pa.types.is_timestamp(kind) else pa.array(values, kind)
