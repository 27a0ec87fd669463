"""id_enumeration: a client that walks through the numbers of the records, one after the other.

Two ways lead to a finding. *One row*: of the records that are new to the client and have a number in their identifier, how many
in a row lie within 3 of one that it asked for just before. The chance that an honest client's longest row is as long is taken
from the longest rows of its peers (see `walks`); about ten steps are enough where hardly anybody walks, in minutes or over
days. By *habit*: the share of such records, day after day, is held against the same share of its peers, together with
how many of them a day it was shown; so a walk is found that other records interrupt.

Source: the e-detectors of Shin, Ramdas & Rinaldo (2024), and the beta-geometric law of rows by Weinberg & Gladen (1986); the
weakness is CWE-639 (authorization bypass through a user-controlled key), and counting the key up is the simplest way to take a
whole table.

It cannot see: a walk in steps above 3 or in shuffled order (slow_crawl may), such as one whose lines lie in the logs of four
servers that are read one after the other; identifiers without a number; a row of fewer than eight steps, or one within ten
minutes only of fewer than some dozens; by habit, fewer than 20 records or no more than 19 in 20 peers. Where many peers walk
along (a gallery with a "next" button), rows have to be as much longer, and where more than about one peer in a hundred does,
walking is an honest habit and only the volume speaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from headcount.detectors.evidence import Claim, try_claim
from headcount.detectors.shares import Share
from headcount.detectors.units import Units
from headcount.detectors.walks import FEWEST_STEPS, try_walks
from headcount.detectors.wording import count, finding, peers_say, percent
from headcount.ledger.window import Window
from headcount.model.finding import Finding

_LOG_ODDS = (-7.0, -5.0, -4.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.5, 4.5)
_CLAIM = Claim(
    seconds=86_400,
    volume="numbered_records",
    shares=(Share("adjacent_records", "numbered_records", "nothing", _LOG_ODDS, 0.0, 1e-5, (0.0, 2.5, 4.5)),),
    burst=False,
    totals=False,
)


@dataclass(frozen=True, slots=True)
class IdEnumeration:
    """Judges active days (UTC) of each client.

    Parameters:
        name: the word for file, finding and docs page.
        false_per_10k: expected number of honest clients found per 10,000 clients and 30 days, half of it each way; a
            scan's budget is never below 0.1 each way, nor above 1 client in all.

    Example: 30 records a day for 12 days, all but the first of each day next to the one before.

        >>> import textwrap
        >>> from headcount.detectors.example import example_window
        >>> window = example_window([(day * 86_400 + 36_000, 30, 29) for day in range(12)])
        >>> [found] = IdEnumeration().find(window)
        >>> print(textwrap.fill(found.sentence, 110))
        address 203.0.113.7 was shown 360 different records in 12 active days; 96 % of those with a number lie within
        3 of one that it asked for just before (peers: 2 %).
    """

    name: str = "id_enumeration"
    false_per_10k: float = 0.33

    def find(self, window: Window) -> Sequence[Finding]:
        """The enumerators, strongest first."""
        trial = try_claim(window, _CLAIM, self.false_per_10k / 2)
        if trial is None:
            return []
        longest, rows = try_walks(window, self.false_per_10k / 2)
        found = {one.place: one for one in trial.found}
        for one in rows:
            known = found.get(one.place)
            if known is None or one.strength / one.threshold > known.strength / known.threshold:
                found[one.place] = one
        rank = np.argsort(trial.crowd.rank)
        ordered = sorted(found.values(), key=lambda one: (-one.strength / one.threshold, rank[one.place]))
        trial = replace(trial, found=tuple(ordered))
        if not ordered:
            return []
        peers = trial.peers()
        usual, in_a_row = _adjacent(trial.units.of(peers)), peers_say(longest[peers])
        return [
            finding(self.name, window, one, _told(trial.of(one.place), usual, int(longest[one.place]), in_a_row))
            for one in ordered
        ]


def _adjacent(units: Units) -> str:
    return percent(int(units.counts["adjacent_records"].sum()), int(units.counts["numbered_records"].sum()))


def _told(mine: Units, usual: str, row: int, in_a_row: str) -> str:
    told = (
        f"was shown {count(int(mine.counts['new_records'].sum()), 'different record')} in {count(len(mine), 'active day')}; "
        f"{_adjacent(mine)} of those with a number lie within 3 of one that it asked for just before (peers: {usual})"
    )
    return f"{told}, at least {row:,} in a row ({in_a_row})." if row >= FEWEST_STEPS else f"{told}."
