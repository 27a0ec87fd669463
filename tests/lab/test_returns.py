from __future__ import annotations

import numpy as np

from headcount.lab.returns import declared_roles, returns_of
from headcount.lab.views import views_of
from headcount.lab.world import DAY, Events
from tests.lab.known_events import START, clients_of, world_of


def _events(rows: list[tuple[int, int, int, bool]]) -> Events:
    at, client, subject = (np.array([row[n] for row in rows], np.int64) for n in range(3))
    reason = np.array([row[3] for row in rows], np.bool_)
    return Events.of(START + at, client.astype(np.int32), subject.astype(np.int32), 1, reason=reason)


def test_only_accounts_of_some_roles_are_declared() -> None:
    clients = clients_of(["u0", "e1", "d2", "u3", "p4", ""], role=[0, 2, 3, 1, 4, 2])
    assert declared_roles(world_of(clients, _events([(0, 0, 1, False)])), np.arange(6)) == [
        "",
        "staff",
        "device",
        "merchant",
        "",
        "",
    ]


def test_days_without_a_reason_are_counted() -> None:
    looks = [(day * DAY, 1, 7, False) for day in (0, 1, 3)] + [(DAY + 5, 1, 7, False), (2 * DAY, 1, 7, True)]
    looks += [(0, 1, 8, False), (1, 1, 9, True), (0, 0, 7, False)]
    world = world_of(clients_of(["u0", "e1"], role=[0, 2]), _events(looks))
    assert [(*tuple(row.values())[:4], row["named"]) for row in returns_of(world, views_of(world)).to_pylist()] == [
        (1, 1, 1, 1, []),
        (1, 3, 3, 1, [7]),
    ]


def test_who_looks_within_three_days_of_a_colleague_is_not_alone() -> None:
    looks = [(day * DAY, 0, 7, False) for day in (0, 5, 9)] + [(8 * DAY, 1, 7, True), (8 * DAY, 2, 7, False)]
    world = world_of(clients_of(["e0", "e1", "u2"], role=[2, 2, 0]), _events(looks), days=12)
    assert [tuple(row.values())[:4] for row in returns_of(world, views_of(world)).to_pylist()] == [(0, 3, 1, 1)]
