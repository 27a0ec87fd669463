"""bulk_dump: a client that was shown very many records at one moment, as by one export, one report, one list of identifiers.

Of each client counts the most records that were new to it within one second: one answer that names many, or one log line a
record of the same moment. It is held against the largest of all other clients, whose tail is taken to be at least as heavy as
the lower end of its index's interval and as a power law of index 2: few clients ever have a report made, and what the others do
says little of its size. With m peers, the k-th largest x_k and the index a, a client of x is worth
e = (m / k) (0.2 / a) (x / x_k) ** (a - 0.2), an e-value: over honest clients it averages 1 at most. A finding is made at
e >= m / B, B being the expected number of honest clients found in a scan (the declared rate times clients and length of the log,
0.1 to 1). A group of fewer than 200 peers, such as a role with twenty clerks, can hardly reach odds for the whole site: there a
client is also found that stands apart, because only one in m / B honest ones would reach so far (see `apart`).

Source: the tail by Hill (1975), trimmed as Bhattacharya, Kallitsis & Stoev (2019), so that a dump is not part of what it is held
against; e-values averaged to a budget as in Wang & Ramdas (2022).

It cannot see: what the log does not tell (an answer of a million records is one line without identifiers), fewer than 100 records
at once, or a size that ten others reach by half: then it is how the site is used. Pages that load a hundred records' pictures
at once look like a small dump where hardly anybody opens them. A client's nightly export is found until an agreement covers it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from headcount.detectors.apart import rarity
from headcount.detectors.evidence import LEAST_BUDGET, Suspicion
from headcount.detectors.peers import crowd_of, groups_of
from headcount.detectors.totals import per_client
from headcount.detectors.volume import tail_of
from headcount.detectors.wording import count, finding, peers_say
from headcount.ledger.window import Window
from headcount.model.finding import Finding

_FEWEST = 100
_THINNEST = 2.0
_SMALL = 200
"""In groups of fewer peers, such as a role, a client may also stand apart from all of them."""
_COMPANY = 10
"""So many other clients with half as much make a size a habit."""


@dataclass(frozen=True, slots=True)
class BulkDump:
    """Judges the largest answer of each client.

    Parameters:
        name: the word for file, finding and docs page.
        false_per_10k: expected number of honest clients found per 10,000 clients and 30 days; a scan's budget is never
            below 0.1 nor above 1 client.

    Example: 4,000 records at one moment, among 600 clients that are shown one at a time.

        >>> import textwrap
        >>> from headcount.detectors.example import example_window
        >>> window = example_window([(90_000, 4_000, 0)], largest_answer=(1, 4_000))
        >>> [found] = BulkDump().find(window)
        >>> print(textwrap.fill(found.sentence, 110))
        address 203.0.113.7 was shown 4,000 different records, 4,000 of them within one second (most within one
        second, a typical peer: 1; the busiest of 600 others: 1).
    """

    name: str = "bulk_dump"
    false_per_10k: float = 0.33

    def find(self, window: Window) -> Sequence[Finding]:
        """The clients with a dump, strongest first."""
        crowd = crowd_of(window)
        largest = per_client(window, "largest_answer", np.maximum)
        peers = int(crowd.peer.sum())
        if not peers:  # nobody to compare with, as in a log of clients under an agreement
            return []
        days = max((window.last - window.first).total_seconds() / 86400, 0)
        bar = peers / float(np.clip(self.false_per_10k * peers / 10_000 * days / 30, LEAST_BUDGET, 1))
        strength = np.zeros(len(largest))
        for group in groups_of(crowd):
            judged = np.flatnonzero(group.suspects & (largest >= _FEWEST))
            company = np.sort(largest[group.peers & (largest > 0)])
            tail = tail_of(company) if len(judged) else None
            if tail is not None:
                alone = _others(company, largest[judged]) < _COMPANY
                heavy = replace(tail, index=min(tail.index, _THINNEST))
                strength[judged[alone]] = heavy.e_value(largest[judged[alone]].astype(np.float64))
            if np.count_nonzero(group.peers) < _SMALL:
                apart = _apart(largest, group.peers & (largest > 0))
                strength[judged] = np.maximum(strength[judged], apart[judged])
        found = crowd.rank[strength[crowd.rank] >= bar]
        found = found[np.argsort(-strength[found], kind="stable")]
        rest = crowd.peer & (largest > 0)
        rest[found] = False
        typical = peers_say(largest[rest]) if len(found) else ""
        return [
            finding(
                self.name,
                window,
                Suspicion(place, float(strength[place]), bar),
                f"was shown {count(int(crowd.records[place]), 'different record')}, {int(largest[place]):,} of them within one "
                f"second (most within one second, {typical}).",
            )
            for place in found.tolist()
        ]


def _apart(largest: NDArray[np.int64], compared: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How rare each of some clients' largest answers is among the others' (see `apart`); 0 for all who are not compared."""
    told = np.zeros(len(largest))
    told[compared] = rarity(largest[compared])
    return told


def _others(ordered: NDArray[np.int64], value: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many of `ordered` (ascending) reach half of each value, itself left out."""
    reached: NDArray[np.int64] = len(ordered) - np.searchsorted(ordered, value / 2) - 1
    return reached
