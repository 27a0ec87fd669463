"""Mechanism: who may be found at all, and who is compared with whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from headcount.detectors.units import column
from headcount.ledger.window import Window

FEWEST_RECORDS = 20
"""A client that was shown fewer different records is never a finding."""
BUSIER_THAN = 0.95
"""Nor is a client that was shown no more than this share of its peers: it may be odd, but it took little."""
_OWN_GROUP = 200
"""A lens with fewer clients than this is compared with everybody."""
_OWN_ROLE = 10
"""A declared role with fewer clients than this is compared with its lens. A small group knows little, and so it finds little."""
_LIKE_COLLEAGUES = 3
"""Of such a role nobody is judged who was shown no more than so many times what half of the others were: what they all do is
their work, and their lens knows nothing of it."""
_SAMPLE = 3000
"""The null of a group is learned from at most about so many clients, stratified by their number of records."""
_ERRORS_PER_RECORD = 20
_REQUESTS_PER_RECORD = 50


@dataclass(frozen=True, slots=True)
class Crowd:
    """The window's clients as columns, in the order of `Window.clients`."""

    number: NDArray[np.int64]
    records: NDArray[np.int64]
    lens: NDArray[np.int64]
    """Which lens, as a number by alphabetical order of the lenses present."""
    peer: NDArray[np.bool_]
    """May be learned from: shown a record, no declared crawler, under no agreement."""
    suspect: NDArray[np.bool_]
    """May be found: a peer, shown `FEWEST_RECORDS` or more, and not mere noise."""
    noise: NDArray[np.bool_]
    """A guesser or a vulnerability scanner: shown next to nothing for all that it asked."""
    rank: NDArray[np.intp]
    """Places by descending records; ties by what the client did, never by number or name."""
    role: NDArray[np.int64]
    """Which declared role, as a number by alphabetical order of the roles present; -1: none."""


@dataclass(frozen=True, slots=True)
class Group:
    """Clients that are compared with each other."""

    suspects: NDArray[np.bool_]
    """Mask over the crowd: who is judged here."""
    peers: NDArray[np.bool_]
    """Mask over the crowd: who they are compared with."""
    sample: NDArray[np.bool_]
    """Mask over the crowd: the peers that the null is learned from."""
    weight: NDArray[np.float64]
    """Shape (crowd,): how many peers each member of the sample stands for; 0 elsewhere."""


@lru_cache(maxsize=2)
def crowd_of(window: Window) -> Crowd:
    """Read the clients' table, once for all detectors."""
    table = window.clients
    records, requests, errors = (column(table, name) for name in ("records", "requests", "errors"))
    declared = np.asarray(pc.or_(pc.is_valid(table["declared_crawler"]), pc.is_valid(table["agreement"])), np.bool_)
    peer = ~declared & (records > 0)
    noise = (records * _ERRORS_PER_RECORD < errors) | (records * _REQUESTS_PER_RECORD < requests)
    lenses = sorted(set(table["lens"].unique().to_pylist()))
    lens = np.searchsorted(lenses, table["lens"].to_numpy()) if len(table) else np.zeros(0, np.int64)
    roles = table["role"].fill_null("")
    known = sorted(set(roles.unique().to_pylist()) - {""})
    role = np.array(pc.index_in(roles, pa.array(known, pa.string())).fill_null(-1), np.int64)
    rank = _ordered(records.max(initial=0) - records, requests, errors, column(table, "first"), column(table, "last"))
    return Crowd(column(table, "client"), records, lens, peer, peer & (records >= FEWEST_RECORDS) & ~noise, noise, rank, role)


def _ordered(*keys: NDArray[np.int64]) -> NDArray[np.intp]:
    """Places by the first key, ties by the next one, and so on; keys next to each other are packed into one where they fit."""
    packed: list[NDArray[np.int64]] = []
    room = 0
    for key in keys:
        least = int(key.min(initial=0))
        bits = (int(key.max(initial=0)) - least).bit_length()
        if packed and bits <= room:
            packed[-1] = packed[-1] << bits | (key - least)
            room -= bits
        else:
            packed.append(key - least)
            room = 63 - bits
    order: NDArray[np.intp] = np.lexsort(packed[::-1])
    return order


def groups_of(crowd: Crowd, busier_than: float = BUSIER_THAN) -> Iterator[Group]:
    """Each role with enough peers by itself, then each lens; the clients of small lenses among everybody.

    Clients of a small role are judged with their lens, unless they do as their colleagues do. Those of a role that is a group of
    its own teach others nothing. Judged are those who were shown more than the share `busier_than` of their peers.
    """
    rest = np.ones(len(crowd.number), np.bool_)
    judged = np.ones(len(crowd.number), np.bool_)
    kinds = np.where(crowd.role >= 0, crowd.lens * (int(crowd.role.max(initial=-1)) + 1) + crowd.role, -1)
    for kind in np.unique(kinds[crowd.role >= 0]):
        same = kinds == kind
        if np.count_nonzero(same & crowd.peer) >= _OWN_ROLE:
            rest &= ~same
            yield _group(crowd, crowd.peer & same, same, busier_than)
        else:
            judged &= ~_alike(crowd, same)
    size = np.bincount(crowd.lens[crowd.peer & rest], minlength=int(crowd.lens.max(initial=-1)) + 1)
    own = size >= _OWN_GROUP
    for lens in np.flatnonzero(own):
        yield _group(crowd, crowd.peer & rest & (crowd.lens == lens), judged & rest & (crowd.lens == lens), busier_than)
    others = rest & ~own[crowd.lens]
    if others.any():
        yield _group(crowd, crowd.peer & rest, judged & others, busier_than)


def _alike(crowd: Crowd, same: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Mask over the crowd: the clients of one small role who were shown about as much as their colleagues."""
    alike = np.zeros(len(crowd.number), np.bool_)
    members = np.flatnonzero(same & crowd.peer)
    for place in members:
        others = crowd.records[members[members != place]]
        alike[place] = len(others) > 0 and crowd.records[place] <= _LIKE_COLLEAGUES * np.median(others)
    return alike


def _group(crowd: Crowd, peers: NDArray[np.bool_], judged: NDArray[np.bool_], busier_than: float) -> Group:
    """All of the busiest half of the sample, and every so-manieth of the others, each standing for its stratum."""
    weight = np.zeros(len(crowd.number))
    ranked = crowd.rank[peers[crowd.rank]]
    busiest, others = ranked[: _SAMPLE // 2], ranked[_SAMPLE // 2 :]
    weight[busiest] = 1
    if len(others):
        stride = max(1, len(others) // (_SAMPLE // 2))
        taken = others[stride // 2 :: stride]
        weight[taken] = len(others) / len(taken)
    busy = crowd.records >= np.quantile(crowd.records[peers], busier_than, method="higher") if peers.any() else peers
    return Group(crowd.suspect & judged & peers & busy, peers, weight > 0, weight)
