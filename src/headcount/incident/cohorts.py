"""Which clients of findings are of one cohort: more of them share a trait than chance has it.

A campaign of twenty accounts that are found one by one shares a user agent, a network, or the day or week on which the accounts
first came. By chance means: the found ones are drawn from all clients under their lens, whatever their traits (hypergeometric;
the bound is that of Hoeffding 1963, theorem 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import log

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from headcount.incident.signals import name_of
from headcount.model.incident import ClientName, Signal, Tie

FEWEST = 5
"""Fewer found clients make no cohort."""
PART = 1 / 3
"""Of the clients with a user agent, or of a network, at least so many must be found: one that is common tells nothing."""
SETTLED = 7
"""Days at the beginning of a log after which a client that was not seen before is a new one."""
_SPANS = {"day": 1, "week": 7}
_CHANCE = log(1e-6)
"""Log of the chance of one false cohort in a look, at most."""


def same_cohort(signals: Iterable[Signal], traits: pa.Table) -> list[Tie]:
    """The clients of findings on one client that are of one cohort: each with the next, by name.

    Args:
        signals: what was found.
        traits: of all clients, as `ledger.common_traits` gives them.
    """
    found = {name_of(signal) for signal in signals if not signal.members}
    ties: list[Tie] = []
    for lens in sorted({client.lens for client in found}):
        mine = traits.filter(pc.equal(traits["lens"], lens))
        names = {client.name for client in found if client.lens == lens}
        ours = pc.is_in(mine["name"], value_set=pa.array(sorted(names), pa.string())).to_numpy()
        for trait, label in labels(mine).items():
            ties += _tied(lens, mine["name"].to_pylist(), ours, label, ordinary=trait in _SPANS)
    return ties


def labels(traits: pa.Table) -> Mapping[str, NDArray[np.int64]]:
    """Each trait as a number of each client; -1 where it is not known."""
    told = {}
    for name in ("agent", "prefix"):
        texts = traits[name].combine_chunks().dictionary_encode()
        unknown = np.array([not text for text in texts.dictionary.to_pylist()] or [True], np.bool_)
        number = texts.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        told[name] = np.where(unknown[number], -1, number)
    day = traits["day"].to_numpy().astype(np.int64)
    return told | {name: np.where(day >= SETTLED, day // days, -1) for name, days in _SPANS.items()}


def _tied(
    lens: str, names: Sequence[str], found: NDArray[np.bool_], label: NDArray[np.int64], *, ordinary: bool
) -> Iterable[Tie]:
    """Ties within each group of one label that has more found clients than chance; an `ordinary` label may be one of many."""
    groups, size = np.unique(label[label >= 0], return_counts=True)
    mine = np.searchsorted(groups, label[found & (label >= 0)])
    hits = np.bincount(mine, minlength=len(groups))
    bar = _CHANCE - log(max(len(groups), 1))
    for place in np.flatnonzero(hits >= FEWEST).tolist():
        enough = ordinary or hits[place] >= PART * size[place]
        if enough and log_tail(int(hits[place]), int(found.sum()), size[place] / len(label)) <= bar:
            rows = np.flatnonzero(found & (label == groups[place]))
            expected = round(float(found.sum() * size[place] / len(label)), 1)
            clients = [ClientName(lens, names[row]) for row in rows.tolist()]
            yield from (Tie(one, other, int(hits[place]), expected, "same cohort") for one, other in pairwise(clients))


def log_tail(hits: int, drawn: int, share: float) -> float:
    """At most the log of the chance of so many hits or more among those drawn, where a share of all would be hits."""
    if hits <= drawn * share:
        return 0.0
    rate = hits / drawn
    rest = (1 - rate) * log((1 - rate) / (1 - share)) if rate < 1 else 0.0
    return -drawn * (rate * log(rate / share) + rest)
