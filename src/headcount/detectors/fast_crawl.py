"""fast_crawl: a client that within hours is shown far more records than any habit of its peers explains.

Three ways lead to a finding. A client *stands apart* when its busiest hour brought so many first views that hardly one honest
client of such a crowd gets so far (see `apart`): this needs eleven clients, no history, and works in a log of one hour. By
*habit*: hours as busy as the busiest of one peer in fifty count by how many records they brought, against a crowd whose tail is
taken to be at least as heavy as a power law of index 3; first views and records that hardly anybody else looks at add to it, as
in slow_crawl. Evidence is dropped at every pause of an hour, so that only a run of hours makes a finding. And *without a pause*,
in a log of two weeks or more: ten minutes after ten minutes of records that are new and cold are evidence against the habits
learned from its first half (see `cadence`), however many records they bring.

Source: the e-detectors of Shin, Ramdas & Rinaldo (2024); the tail by Bhattacharya, Kallitsis & Stoev (2019), so that two
crawlers of the same speed do not vouch for each other, and by Hill (1975).

It cannot see: by standing apart, fewer than 150 records in an hour, or what three others did by half; by habit, anything among
fewer than 50 peers; fewer than 20 records or no more than 19 in 20 peers; a crawl at the pace of the busiest people (slow_crawl
may); one spread over many clients; without a pause, who never was shown ten new records within ten minutes. Among twenty clients
whose busiest hours brought up to 30 records, an hour has to bring some hundreds. An upload of an address book looks the same in
a log so short that too few clients uploaded theirs to tell the route for look-ups. Hours are those of the clock: a burst across
the full hour is two units.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from headcount.detectors.cadence import try_cadence
from headcount.detectors.evidence import Claim, Suspicion, Trial, try_claim
from headcount.detectors.shares import Share
from headcount.detectors.wording import count, finding, peers_say
from headcount.ledger.window import Window
from headcount.model.finding import Finding

_OFFSETS = (-3.0, -1.5, -0.75, 0.0, 0.75, 1.5, 3.0, 5.0)
_BETS = (0.0, 3.0, 5.0)
_WILD = 0.2
"""Binges are new, cold and large at once: no single hour tells more than 5 : 1 by either share."""
_CLAIM = Claim(
    seconds=3_600,
    volume="page_records",
    shares=(
        Share("page_new", "page_records", "history", _OFFSETS, 3.0, 1e-3, _BETS, _WILD),
        Share("page_cold", "page_new", "time", _OFFSETS, 3.0, 1e-3, _BETS, _WILD),
    ),
    burst=True,
    totals=False,
)


@dataclass(frozen=True, slots=True)
class FastCrawl:
    """Judges active hours of each client.

    Parameters:
        name: the word for file, finding and docs page.
        false_per_10k: expected number of honest clients found per 10,000 clients and 30 days, half of it without a pause
            and a quarter each other way; a scan's budget is never below 0.1 each way, nor above 1 client in all.

    Example: 5,400 records in one hour, among 600 clients with up to 10 in theirs.

        >>> import textwrap
        >>> from headcount.detectors.example import example_window
        >>> window = example_window([(90_000 + 600 * part, 900, 0) for part in range(6)])
        >>> [found] = FastCrawl().find(window)
        >>> print(textwrap.fill(found.sentence, 110))
        address 203.0.113.7 was shown 5,400 different records, 5,400 of them within one hour (busiest hour of a
        typical peer: 6; the busiest of 600 others: 10).
    """

    name: str = "fast_crawl"
    false_per_10k: float = 0.33

    def find(self, window: Window) -> Sequence[Finding]:
        """The fast crawlers, strongest first."""
        trial = try_claim(window, _CLAIM, self.false_per_10k / 2)
        if trial is None:
            return []
        found = {one.place: one for one in trial.found}
        without_pause = try_cadence(window, 600, self.false_per_10k / 2)
        if without_pause is not None:
            found = {one.place: one for one in without_pause.found} | found
        trial = replace(trial, found=tuple(found.values()))
        rank = np.argsort(trial.crowd.rank)
        ordered = sorted(found.values(), key=lambda one: (-one.strength / one.threshold, rank[one.place]))
        peers = _peers_told(trial) if ordered else ""
        return [finding(self.name, window, one, _told(trial, peers, one)) for one in ordered]

    def notices(self, window: Window) -> Sequence[str]:
        """What became of the bar and of the learning period, ten minutes by ten minutes."""
        without_pause = try_cadence(window, 600, self.false_per_10k / 2)
        return without_pause.notices if without_pause else ()


def _peers_told(trial: Trial) -> str:
    """The busiest hours of those who were not found."""
    others = trial.units.of(trial.peers())
    return peers_say(np.maximum.reduceat(others.counts["new_records"], others.start[:-1]) if len(others) else others.client)


def _told(trial: Trial, peers: str, suspicion: Suspicion) -> str:
    mine = trial.of(suspicion.place).counts["new_records"]
    told = (
        f"was shown {count(int(mine.sum()), 'different record')}, {int(mine.max()):,} of them within one hour "
        f"(busiest hour of {peers})"
    )
    if suspicion.passed is None:
        return f"{told}."
    moment = dt.datetime.fromtimestamp(suspicion.passed + 600, dt.UTC)
    return f"{told}; no sitting of its own or its peers any more by {moment:%Y-%m-%d %H:%M}."
