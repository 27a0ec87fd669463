"""cross_region: a client of one region that reads the people of another.

Where the people of the records live is declared by the site, and so is where a client belongs, by its name or its network; where
nothing is declared, it belongs where most of those live whom it was shown on the first half of its days. Of the records that are
new to a client, the share that is of one other place is followed day by day, for each other place; a list of people shown within
one minute counts as one. It speaks when such a share rises above the client's own habit, above what its peers read of any one
place not theirs, and above what those who live there read of it: for a traveller, or a client whose network is placed wrongly,
looks like one of these. People with customers, friends or gifts in many places are not suspicious, nor is how much they read.

In the lab (4 seeds, 12 to 100 people a day, 8 regions) a new account is found after 21 people, the fewest that are judged.

Source: the e-detectors of Shin, Ramdas & Rinaldo (2024), their mean taken over the places; that the mean suffices is the compound
e-value of Ignatiadis, Wang & Ramdas (2024).

It cannot see: anything before places are declared (see the configuration); a client of which nothing is declared and that read
the other place's people from the first; one who reads them no more exclusively than those who live there do; one who divides
its reading between many other places; people whose place the site does not know, or who are named by something else than their
identifier, such as a phone number. One who moves away with all acquaintances left behind looks the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from headcount.detectors.abroad import TELLING, judge
from headcount.detectors.evidence import LEAST_BUDGET, Suspicion
from headcount.detectors.peers import crowd_of, groups_of
from headcount.detectors.regions import Regions, regions_of
from headcount.detectors.wording import count, finding, percent
from headcount.ledger.window import Window
from headcount.model.finding import Finding
from headcount.stats.e_bh import e_bh_bar

_MOST_BUDGET = 1.0
_FALSE_SHARE = 0.1
_MONTH = 30
"""Days."""


@dataclass(frozen=True, slots=True)
class CrossRegion:
    """Judges active days (UTC) of each client that was shown 20 records or more.

    Parameters:
        name: the word for file, finding and docs page.
        false_per_10k: expected number of honest clients found per 10,000 clients and 30 days.

    Example: 300 visitors of four regions, to whom half of the people shown are of their own, and one of the east who is shown 30
    of the north.

        >>> import textwrap
        >>> from headcount.detectors.example_regions import region_window
        >>> [found] = CrossRegion().find(region_window(abroad=30))
        >>> print(textwrap.fill(found.sentence, 110))
        address 203.0.113.7 was shown 30 different records in 1 active day. Where those live is known of 30: 30 (100
        %) are of north, but the client is of east, as headcount.toml says; 75 others of east read at most 21 % of any
        one other place, the median 15 %.
    """

    name: str = "cross_region"
    false_per_10k: float = 0.33

    def find(self, window: Window) -> Sequence[Finding]:
        """The clients that read another place's people, strongest first."""
        if len(window.place_names) < 2 or not len(window.places):
            return []
        crowd = crowd_of(window)
        regions = regions_of(window, crowd)
        own = crowd.peer[regions.client] & (regions.home[regions.client] >= 0)
        clients, active = int(own.sum()), int(np.diff(regions.start)[own].sum())
        if not active:
            return []
        days = max((window.last - window.first).total_seconds() / 86_400, 0)
        budget = float(np.clip(self.false_per_10k * clients / 10_000 * days / _MONTH, LEAST_BUDGET, _MOST_BUDGET))
        peak, final, whither = np.zeros(len(own)), np.zeros(len(own)), np.full(len(own), -1)
        rest = crowd.suspect[regions.client]
        for group in groups_of(crowd):
            for at, place, evidence in judge(regions, group, rest & group.peers[regions.client]):
                peak[at], final[at] = evidence
                whither[at] = place
            rest &= ~group.peers[regions.client]
        bar = active / budget
        together = e_bh_bar(final[final > 0], active, _FALSE_SHARE)
        threshold = min(bar, together)
        found = np.flatnonzero((peak >= bar) | (final >= threshold))
        strength = np.where(peak >= bar, peak, final)
        return [
            finding(
                self.name,
                window,
                Suspicion(int(regions.client[at]), float(strength[at]), threshold),
                _told(window, regions, at, int(whither[at])),
            )
            for at in found[np.argsort(-strength[found], kind="stable")].tolist()
        ]


def _told(window: Window, regions: Regions, at: int, place: int) -> str:
    shown, client = regions.of(at), int(regions.client[at])
    known, there, home = int(shown.sum()), int(shown[place]), int(regions.home[client])
    days = int(regions.start[at + 1] - regions.start[at])
    why = "as headcount.toml says" if regions.declared[client] else "by what it was shown at first"
    name = window.place_names
    return (
        f"was shown {count(int(window.clients['records'][client].as_py()), 'different record')} in {count(days, 'active day')}. "
        f"Where those live is known of {known:,}: {there:,} ({percent(there, known)}) are of {name[place]}, but the client is of "
        f"{name[home]}, {why}{_others(regions, at, home, name[home])}."
    )


def _others(regions: Regions, at: int, home: int, name: str) -> str:
    """What clients of the same place read of other places."""
    owner, place, minutes = regions.pairs()
    everything = np.bincount(owner, minutes, len(regions.client))
    alike = (regions.home[regions.client] == home) & (everything >= TELLING)
    alike[at] = False
    if not alike.any():
        return ""
    most = np.zeros(len(alike))
    abroad = alike[owner] & (place != home)
    np.maximum.at(most, owner[abroad], minutes[abroad])
    share = np.sort(most[alike] / everything[alike])
    typical, highest = (percent(round(1000 * share[place]), 1000) for place in ((len(share) - 1) // 2, -1))
    return f"; {len(share):,} others of {name} read at most {highest} of any one other place, the median {typical}"
