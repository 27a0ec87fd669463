"""Mechanism: how much what a client did resembles a part of a sweep, and whom it is ranked among.

The score is a log-likelihood ratio of three shares of the client's whole log (cold records, showings again of what it had seen,
requests without a record), a sweep's against the average client's of its kind. Only its order within a stratum (clients of one
kind and size) is used, so it needs no calibration.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from headcount.detectors.peers import crowd_of
from headcount.detectors.units import column, places
from headcount.ledger.window import Window

_MOST_DRAWS = 30
"""More draws of one share are scaled down to this: one busy client says no more."""
_LESS = 0.1
"""A sweep comes back, and asks for pages without a record, at most so much of the average client's share."""
_ENOUGH = 200
"""A stratum takes in the sizes below until it has so many clients."""
_BASE = (0.005, 0.98)


@dataclass(frozen=True, slots=True)
class Resemblance:
    """The window's peers (clients that may be learned from), one row each."""

    place: NDArray[np.intp]
    """Place in `Window.clients`."""
    kind: NDArray[np.int64]
    """Lens and role, as a number: clients of one kind are compared."""
    stratum: NDArray[np.int64]
    """Kind and size (records by powers of two, the largest together until they are enough), as a number from 0 up."""
    score: NDArray[np.float64]
    records: NDArray[np.int64]
    cold: NDArray[np.int64]
    """Different cold records that each was shown."""
    order: NDArray[np.intp]
    """The rows by stratum, and in it by falling score."""


def resemblance_of(window: Window) -> Resemblance:
    """Score every peer."""
    crowd = crowd_of(window)
    place = np.flatnonzero(crowd.peer)
    client = places(crowd.number, column(window.rollup, "client"))
    shown, new, cold, missed = (
        np.bincount(client, column(window.rollup, name), len(crowd.number))[place].astype(np.float64)
        for name in ("requests", "new_records", "cold_records", "misses")
    )
    pages = np.maximum(column(window.clients, "requests")[place] - shown - missed, 0.0)
    kinds = pc.binary_join_element_wise(window.clients["lens"], window.clients["role"], " ", null_handling="replace")
    named = kinds.combine_chunks().take(pa.array(place)).dictionary_encode()
    kind = np.argsort(np.argsort(np.array(named.dictionary.to_pylist(), str)))[named.indices.to_numpy()]
    size = np.log2(np.maximum(new, 1)).astype(np.int64)
    score: NDArray[np.float64] = (
        _ratio(cold, new, kind, max(window.cold_share, 0.5))
        + _ratio(shown - new, shown, kind, None)
        + _ratio(pages, shown + pages, kind, None)
    )
    stratum = _strata(kind, size)
    order = np.lexsort((-score, stratum))
    return Resemblance(place, kind, stratum, score, new.astype(np.int64), cold.astype(np.int64), order)


def _strata(kind: NDArray[np.int64], size: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number of each client's stratum; what is left over at a kind's smallest sizes joins the stratum above."""
    sizes = np.zeros((int(kind.max(initial=0)) + 1, int(size.max(initial=0)) + 1), np.int64)
    np.add.at(sizes, (kind, size), 1)
    stratum = np.zeros_like(sizes)
    number = 0
    for one, counts in enumerate(sizes):
        left, inside = int(counts.sum()), 0
        for width in range(len(counts) - 1, -1, -1):
            if inside >= _ENOUGH and left >= _ENOUGH:
                number, inside = number + 1, 0
            stratum[one, width] = number
            inside, left = inside + int(counts[width]), left - int(counts[width])
        number += 1
    return stratum[kind, size]


def _ratio(
    hits: NDArray[np.float64], draws: NDArray[np.float64], kind: NDArray[np.int64], swept: float | None
) -> NDArray[np.float64]:
    """Log-likelihood ratio of a sweep's share against the mean share of the client's kind, every client counting the same.

    A sweep's share is `swept`, or half-way from the mean to one when that is more; without `swept`, `_LESS` of the mean.
    """
    some = draws > 0
    share = np.divide(hits, draws, out=np.zeros(len(hits)), where=some)
    mean = np.clip(np.bincount(kind, share * some) / np.maximum(np.bincount(kind, some), 1), *_BASE)
    high = mean * _LESS if swept is None else np.clip(np.maximum(swept, (1 + mean) / 2), None, 0.99)
    scale = np.minimum(1.0, _MOST_DRAWS / np.maximum(draws, 1))
    up, down = np.log(high / mean), np.log((1 - high) / (1 - mean))
    ratio: NDArray[np.float64] = scale * (hits * up[kind] + (draws - hits) * down[kind])
    return ratio
