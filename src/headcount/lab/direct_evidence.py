"""The roll-up's columns of direct evidence over a made world's views, as `ledger.rollup` counts them in SQL."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from headcount.lab.population import is_canary
from headcount.lab.views import I64, Views, same_before
from headcount.lab.world import SECOND, World


def largest_answers(client: I64, at: I64, new: NDArray[np.bool_], edge: NDArray[np.intp]) -> I64:
    """The most persons that were new to the client within one second of each bucket.

    Args:
        client: shape (rows,), ascending.
        at: shape (rows,), microseconds since 1970-01-01 UTC, ascending within a client.
        new: shape (rows,), whether the row showed the client a person for the first time.
        edge: shape (buckets,), the first row of each client and ten minutes.

    Returns:
        Shape (buckets,).
    """
    if not len(edge):
        return np.zeros(0, np.int64)
    second = at // SECOND
    begin = np.flatnonzero(np.r_[True, (client[1:] != client[:-1]) | (second[1:] != second[:-1])])
    shown = np.add.reduceat(new.astype(np.int64), begin)
    largest: I64 = np.maximum.reduceat(shown, np.searchsorted(begin, edge))
    return largest


def canary_views(world: World, views: Views) -> NDArray[np.bool_]:
    """Views of canaries, shape (rows,). The site declares their numbers, so a phone number that is theirs does not count."""
    phone = np.array([route.phone for route in world.routes], np.bool_)
    return is_canary(views.subject) & ~phone[views.route] & views.shown


def new_misses(views: Views) -> NDArray[np.bool_]:
    """Shape (rows,): asked for somebody in vain whom the client had not asked for in vain before and is never shown."""
    missed = (views.subject >= 0) & ~views.found
    fresh = missed & (same_before(views.client, views.subject, missed) < 0)
    if not fresh.any():
        return fresh
    asking = np.zeros(len(views.start), np.bool_)
    asking[views.client[fresh]] = True
    reach = int(views.subject.max()) + 1
    key = views.client.astype(np.int64) * reach + views.subject
    shown = views.first & asking[views.client]
    fresh[fresh] = ~np.isin(key[fresh], key[shown])
    return fresh
