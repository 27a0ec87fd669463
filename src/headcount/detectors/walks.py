"""Mechanism: how many numbered records in a row a client asked for, each next to one before, against the rows of its peers.

A row is put together from the ten-minute buckets of the roll-up: while all new records of a bucket lie next to one before,
the row goes on, over pauses and days; a bucket of which only the first does not begins a new row. Any other record ends it. So
a walk is known after about ten steps at any pace, within the hour or over days, and honest lists of neighbours are short rows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from headcount.compiled import compiled
from headcount.detectors.evidence import LEAST_BUDGET, MOST_BUDGET, Suspicion
from headcount.detectors.peers import crowd_of, groups_of
from headcount.detectors.units import units_of
from headcount.detectors.volume import tail_size
from headcount.ledger.window import Window
from headcount.stats.runs import fit_runs

_BUCKET = 600
FEWEST_STEPS = 8
"""Shorter rows are lists."""
_AT_ONCE, _TENTH = 5, 10
"""Steps of one bucket that count in full; of all of them a tenth counts on top: a list of neighbours is fetched at once."""
_FEWEST_OTHERS = 10
"""Beside fewer other clients no row is long."""
_RAREST = 1e-15
"""Nothing is told to be rarer."""
_ALIKE = 2
"""The two longest rows of others are left out: two who walk alike do not vouch for each other."""
_MOST = 20
"""So many of a group with the longest rows are looked at; where more walk, walking is a habit."""


def longest_walks(window: Window) -> NDArray[np.int64]:
    """Steps of each client's longest row, shape (clients,)."""
    units = units_of(window, _BUCKET)
    longest = np.zeros(len(window.clients), np.int64)
    _walk(units.client, units.counts["numbered_records"], units.counts["adjacent_records"], longest)
    return longest


def try_walks(window: Window, false_per_10k: float) -> tuple[NDArray[np.int64], tuple[Suspicion, ...]]:
    """The longest rows of all clients, and those that are too long for an honest client.

    The strength of a suspicion is 1 / P(an honest client's longest row is as long); its threshold is the number of clients over
    the expected number of false findings in this scan: the declared rate, at least `LEAST_BUDGET`, at most half a client.
    """
    crowd = crowd_of(window)
    longest = longest_walks(window)
    walkers = crowd.peer & ~crowd.noise & (longest >= FEWEST_STEPS)
    if not walkers.any():
        return longest, ()
    days = max((window.last - window.first).total_seconds() / 86_400, 0)
    clients = int(crowd.peer.sum())
    needed = clients / float(np.clip(false_per_10k * clients / 10_000 * days / 30, LEAST_BUDGET, MOST_BUDGET / 2))
    found = []
    for group in groups_of(crowd):
        mine = np.flatnonzero(walkers & group.peers)
        for place in mine[np.argsort(-longest[mine], kind="stable")][:_MOST].tolist():
            others = group.peers.copy()
            others[place] = False
            rows = np.sort(longest[others])[:-_ALIKE]
            if len(rows) < _FEWEST_OTHERS:
                continue
            chance = float(fit_runs(rows, tail_size(len(rows))).reaching(longest[place : place + 1])[0])
            strength = 1 / max(chance, _RAREST)
            if strength >= needed:
                found.append(Suspicion(place, strength, needed))
    rank = np.argsort(crowd.rank)
    return longest, tuple(sorted(found, key=lambda one: (-one.strength, rank[one.place])))


@compiled
def _walk(
    client: NDArray[np.int64], numbered: NDArray[np.int64], adjacent: NDArray[np.int64], longest: NDArray[np.int64]
) -> None:
    """Fill in each client's longest row from its buckets, which lie one after the other in time."""
    row = 0
    for at in range(len(client)):
        if at > 0 and client[at] != client[at - 1]:
            row = 0
        if numbered[at] == 0:
            continue
        steps = min(adjacent[at], _AT_ONCE + adjacent[at] // _TENTH)
        if adjacent[at] == numbered[at]:
            row += steps
        elif adjacent[at] == numbered[at] - 1:
            row = steps
        else:
            row = 0
        longest[client[at]] = max(longest[client[at]], row)
