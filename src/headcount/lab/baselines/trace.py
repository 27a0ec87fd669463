"""Traces: what a rule counts for a client at each moment; from them alarms, and thresholds that keep a budget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from headcount.lab.score import NEVER, begins, declared
from headcount.lab.views import I64, Views
from headcount.lab.world import DAY, World

F64 = NDArray[np.float64]
BUDGET = 1e-4
"""False incidents per honest client per 30 days: one in 10,000."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Rows sorted by client, then time."""

    client: NDArray[np.int32]
    at: I64
    """Microseconds since 1970-01-01 UTC."""
    value: NDArray[np.floating]
    """What the rule compares with its threshold from this moment on; it speaks when the value is above."""


class Baseline(Protocol):
    """A rule that people deploy."""

    @property
    def name(self) -> str:
        """What the tables call it."""

    @property
    def shipped(self) -> float | None:
        """The threshold that a product ships or documents; None where none does."""

    def trace(self, world: World, views: Views) -> Trace:
        """Its value at each moment."""


def alarm_times(trace: Trace, threshold: float | F64, since: int | I64, clients: int) -> I64:
    """The first moment at or after `since` with a value above the threshold; `NEVER` where there is none.

    Args:
        trace: of the rule.
        threshold: one for all, or shape (clients,).
        since: microseconds, one for all or shape (clients,).
        clients: how many there are.
    """
    of_client, begin = np.broadcast_to(threshold, clients), np.broadcast_to(since, clients)
    hits = np.flatnonzero((trace.value > of_client[trace.client]) & (trace.at >= begin[trace.client]))
    times = np.full(clients, NEVER)
    who = trace.client[hits]
    first = np.flatnonzero(np.r_[True, who[1:] != who[:-1]])[: len(who)]
    times[who[first]] = trace.at[hits[first]]
    return times


def peaks(trace: Trace, until: int, clients: int) -> F64:
    """Shape (clients,): the highest value before `until`; minus infinity for a client without one."""
    rows = np.flatnonzero(trace.at < until)
    highest = np.full(clients, -np.inf)
    who = trace.client[rows]
    first = np.flatnonzero(np.r_[True, who[1:] != who[:-1]])[: len(who)]
    if len(first):
        highest[who[first]] = np.maximum.reduceat(trace.value[rows].astype(np.float64), first)
    return highest


def watch_from(world: World) -> I64:
    """Shape (clients,): from when alarms count: the end of learning, or, for a harvester, the later start of its harvest."""
    begin = begins(world)
    return np.where(begin == NEVER, 0, begin).clip(world.start + world.learning_days * DAY)


def tuned(trace: Trace, world: World, budget: float = BUDGET) -> F64:
    """Shape (clients,): thresholds that `budget` clients per client and 30 days reached while learning.

    Each role, and its guests apart, is first given the threshold that keeps the budget in itself, or its highest value when it
    is too small for that; then all are raised or lowered by one factor so that the budget of all together is kept, the clients
    that the site declared not counting. The k-th strangest is at its threshold, k being the budget, at least 1.
    """
    clients = len(world.clients)
    guest = np.array([not name for name in world.clients.name], np.int64)
    group = world.clients.role * 2 + guest
    highest = peaks(trace, world.start + world.learning_days * DAY, clients)
    seen, share = np.isfinite(highest), budget * world.learning_days / 30
    taught = seen & ~declared(world)
    if not taught.any():
        return np.full(clients, np.inf)
    everybody = max(_strangest(highest[taught], share), 1e-9)
    own = [_strangest(highest[seen & (group == number)], share) for number in range(2 * len(world.roles))]
    scale = np.array([top if top > 0 else everybody for top in own])
    threshold: F64 = _strangest(highest[taught] / scale[group[taught]], share) * scale[group]
    return threshold


def _strangest(values: F64, share: float) -> float:
    """The k-th largest, k being so much of their number, at least 1; 0 of none."""
    if not len(values):
        return 0.0
    k = min(max(1, round(share * len(values))), len(values))
    return float(np.partition(values, len(values) - k)[len(values) - k])
