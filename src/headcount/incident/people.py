"""Which clients of findings were shown the same people, far more of them than chance has it: exact, from the ledger.

By chance means: each client is shown as many records of each entity as it was, any of them with a probability that rises with how
many clients look at it (Poisson sampling, Hajek 1964). Since two who look at what is popular meet more often than two who look
at anything, that is never less than what two would have in common who draw evenly. A harvester of half a table has half of
another's records in common by chance, and is not joined with it for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log

import numpy as np
from numpy.typing import NDArray

from headcount.incident.signals import clients_of, name_of, strongest_first
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.overlap import Popularity, Shown, numbers_of
from headcount.model.incident import ClientName, Signal, Tie

F64 = NDArray[np.float64]
MOST = 200
"""So many clients and cohorts, those with the strongest findings, are compared with each other."""
LEAST = 20
"""Fewer records in common tell nothing."""
PART = 1 / 3
"""So large a part of the one that was shown less must be the other's, too."""
TIMES = 3.0
"""So many times what chance has."""
_CHANCE = log(1e-6)
"""Log of the chance of one false tie among all pairs of a look, at most."""
_HALVINGS = 60


def same_people(signals: Iterable[Signal], ledger: EmbeddedLedger, shown: Shown) -> list[Tie]:
    """The pairs of clients, or of what clients share, with the same people.

    Args:
        signals: what was found.
        ledger: knows the clients' numbers.
        shown: what they were shown, from the roll-up that they were found in.

    Raises:
        duckdb.Error: the ledger cannot be read; `EmbeddedLedger.told` says it in words.
    """
    groups: dict[ClientName, set[ClientName]] = {}
    for signal in strongest_first(signals):
        if name_of(signal) in groups or len(groups) < MOST:
            groups.setdefault(name_of(signal), set()).update(clients_of(signal))
    if len(groups) < 2:
        return []
    names = list(groups)
    number = numbers_of(ledger, (client for group in groups.values() for client in group))
    shared = shown.shared([sorted(number[client] for client in groups[name] if client in number) for name in names])
    size = np.diag(shared)
    smaller = np.minimum(size[:, None], size[None, :])
    many = np.triu((shared >= LEAST) & (shared >= PART * smaller), 1)
    if not many.any():
        return []
    by_chance = expected(shown.popularity(), len(names))
    bar = _CHANCE - log(max(len(names) * (len(names) - 1) / 2, 1))
    return [
        Tie(names[one], names[other], int(shared[one, other]), round(float(by_chance[one, other]), 1))
        for one, other in zip(*np.nonzero(many), strict=True)
        if shared[one, other] >= TIMES * by_chance[one, other] and log_tail(int(shared[one, other]), by_chance[one, other]) <= bar
    ]


def expected(entities: Sequence[Popularity], groups: int) -> F64:
    """Shape (groups, groups): how many records each two have in common by chance."""
    total = np.zeros((groups, groups))
    for entity in entities:
        drawn = np.array([inclusion(entity.viewers, entity.records, int(shown)) for shown in entity.shown])
        total += (drawn * entity.records) @ drawn.T
    return total


def inclusion(viewers: NDArray[np.int64], records: NDArray[np.int64], shown: int) -> F64:
    """Shape (levels,): the probability with which a record of so many viewers is among the `shown` that one client drew.

    `1 - exp(-rate x viewers)`, with the rate at which `shown` records are expected, found by bisection.
    """
    if shown >= records.sum():
        return np.ones(len(viewers))
    low, high = 0.0, 1.0
    while (records * -np.expm1(-high * viewers)).sum() < shown and high < 1e6:
        high *= 2
    for _ in range(_HALVINGS):
        rate = (low + high) / 2
        low, high = (rate, high) if (records * -np.expm1(-rate * viewers)).sum() < shown else (low, rate)
    probability: F64 = -np.expm1(-high * viewers)
    return probability


def log_tail(count: int, mean: float) -> float:
    """At most the log of the chance of `count` or more where `mean` is expected, of independent draws (Chernoff 1952)."""
    return 0.0 if count <= mean else count - mean - count * log(count / max(mean, 1e-9))
