"""canary: a client that was shown a record that nobody leads to.

A canary is a record made up for the purpose and declared in `headcount.toml`: no link, list, site map or search names it. Whoever
is shown one guessed its identifier or took a whole table. The first view is enough.

The strength is the number of canaries times 1 / p, where p = `false_per_10k` / 10,000 a month is how often an honest client may
come upon one: expected canaries of an honest client over expected ones make 1, so a finding at 1 / p is as rare as p (Markov's
inequality). That rate is not measured but declared with the canaries, and it is checked against the log: where more than ten
clients, and more than one in a thousand, were shown one, something leads there, and the bar rises to the number of canaries
that fewer were shown.

Source: honeytokens, Spitzner (2003); decoy records in Bowen, Hershkop, Keromytis & Stolfo, "Baiting inside attackers using decoy
documents" (2009).

It cannot see: anybody, where no canaries are declared; who takes few records, or only records that something leads to. Somebody
who was told of a canary is found too: look at its routes first. A canary that search or a list gives away makes its visitors
findings, as long as they are few.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.detectors.evidence import Suspicion
from headcount.detectors.peers import crowd_of
from headcount.detectors.totals import per_client
from headcount.detectors.wording import count, finding
from headcount.ledger.window import Window
from headcount.model.finding import Finding

_FEW = 10
_FEW_SHARE = 1e-3
_MONTH = 30
"""Days."""


@dataclass(frozen=True, slots=True)
class Canary:
    """Judges the whole window of each client.

    Parameters:
        name: the word for file, finding and docs page.
        false_per_10k: how many of 10,000 honest clients may come upon a canary in 30 days.

    Example: 12 records on one day, one of them a canary.

        >>> import textwrap
        >>> from headcount.detectors.example import example_window
        >>> window = example_window([(90_000, 12, 0)], canary_records=(0, 1))
        >>> [found] = Canary().find(window)
        >>> print(textwrap.fill(found.sentence, 110))
        address 203.0.113.7 was shown 12 different records, among them 1 canary: a record made up for the purpose, to
        which nothing leads. Of 600 others, 0 were shown one.
    """

    name: str = "canary"
    false_per_10k: float = 0.33

    def find(self, window: Window) -> Sequence[Finding]:
        """The clients shown canaries, most canaries first."""
        crowd = crowd_of(window)
        hits = np.where(crowd.peer, per_client(window, "canary_records", np.add), 0)
        days = max((window.last - window.first).total_seconds() / 86400, 1)
        worth = 10_000 / self.false_per_10k / max(days / _MONTH, 1)
        peers = int(crowd.peer.sum())
        fewest = _bar(hits, max(_FEW, _FEW_SHARE * peers))
        places = crowd.rank[hits[crowd.rank] >= fewest]
        places = places[np.argsort(-hits[places], kind="stable")]
        touched = int((hits > 0).sum())
        return [
            finding(
                self.name,
                window,
                Suspicion(place, float(hits[place] * worth), float(fewest * worth)),
                _told(int(crowd.records[place]), int(hits[place]), peers - 1, touched - 1),
            )
            for place in places.tolist()
        ]


def _bar(hits: NDArray[np.int64], few: float) -> int:
    """The least number of canaries, 1 or more, that at most `few` clients were shown."""
    ordered = np.sort(hits)[::-1]
    place = int(few)
    return max(1, int(ordered[place]) + 1) if len(ordered) > place else 1


def _told(records: int, canaries: int, others: int, touched: int) -> str:
    what = "a record made up for the purpose, to which nothing leads" if canaries == 1 else "made up, and nothing leads to them"
    noun = "canary" if canaries == 1 else "canaries"
    return (
        f"was shown {count(records, 'different record')}, among them {canaries:,} {noun}: {what}. "
        f"Of {others:,} others, {touched:,} were shown one."
    )
