"""id_enumeration: a client that walks through the numbers of the records, one after the other.

Of the records that are new to it and have a number in their identifier, the share whose number lies within 3 of one that it
asked for just before is held against the same share of its peers, together with how many such records a day it was shown.

Source: the e-detectors of Shin, Ramdas & Rinaldo (2024); the weakness is CWE-639 (authorization bypass through a user-controlled
key), and counting the key up is the simplest way to take a whole table.

It cannot see: a walk in steps above 3 or in shuffled order (slow_crawl may), identifiers without a number, fewer than 20 records
or no more than 19 in 20 peers. Where more than about one peer in a hundred walks along (a gallery with a "next" button),
walking is an honest habit and only the volume speaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from headcount.detectors.evidence import Claim, Trial, try_claim
from headcount.detectors.shares import Share
from headcount.detectors.wording import count, finding, percent
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
        false_per_10k: expected number of honest clients found per 10,000 clients and 30 days; a scan's budget is never
            below 0.1 nor above 1 client.

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
        trial = try_claim(window, _CLAIM, self.false_per_10k)
        return [] if trial is None else [finding(self.name, window, s, _told(trial, s.place)) for s in trial.found]


def _told(trial: Trial, place: int) -> str:
    mine, others = trial.of(place), trial.units.of(trial.peers())
    share, usual = (
        percent(int(rows.counts["adjacent_records"].sum()), int(rows.counts["numbered_records"].sum())) for rows in (mine, others)
    )
    return (
        f"was shown {count(int(mine.counts['new_records'].sum()), 'different record')} in {count(len(mine), 'active day')}; "
        f"{share} of those with a number lie within 3 of one that it asked for just before (peers: {usual})."
    )
