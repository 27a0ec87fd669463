"""new_account_rush: a new account that in its first days looks people up as no newcomer before it did, or a wave of them.

Who harvests opens accounts for it, and an account without a past has no habit to hide behind: it is judged by its first seven
days. Each day counts by how many records it was shown, how many of them hardly anybody else looks at, and how many for the first
time, against the first days of the newcomers who came before. Where far more of the later newcomers stand out than of those who
came before, they are one finding with all their names, even if none of them is enough alone and they share nothing but that
they are new; at most two of them, or one in 200, are expected to be honest.

In six made worlds (8,000 accounts, 60,000 people, 60 days, scanned once a day) it found every account that began to take 100
people a day or more, and 10 of 12 at 25 and 50 a day, after about four days; and 500 accounts of 25 a day that share nothing
as one finding after 38 people each, with half of the names after 62 (in one world 84) and at most one honest name among 500.
In logs of 14 days: 7 of 12 at 25 and 50 a day, 5 of 6 at 100, 17 of 18 from 200 to 2,000.

Source: the joint statements on data scraping of the data protection authorities (24 August 2023; concluding statement of 28
October 2024) ask sites to watch how quickly and aggressively a new account starts looking for other users. The e-detectors of
Shin, Ramdas & Rinaldo (2024); e-BH: Wang & Ramdas (2022).

It cannot see: logs of less than seven days; groups (see `slow_crawl`) with fewer than 200 newcomers to learn from; those who were
there in the first tenth of the log; about 12 people a day or fewer; a harvest under as much ordinary browsing; accounts that rest
for their first days. Without accounts in the log a newcomer is an address, and old visitors with a new address are among them.
A wave of honest newcomers who are led through the catalogue (a new feature, a class of students) looks the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.detectors.evidence import Suspicion
from headcount.detectors.newcomers import FIRST_DAYS, MANY, Wave, waves
from headcount.detectors.units import column
from headcount.detectors.wording import count, finding, finding_on_many, peers_say, percent
from headcount.ledger.together import Counter
from headcount.ledger.window import Window
from headcount.model.finding import Finding

_MOST = 0.8
"""Share of them with one trait from which on it names them."""


@dataclass(frozen=True, slots=True)
class NewAccountRush:
    """Judges the first seven days of each client that was not there from the beginning.

    Parameters:
        name: the word for file, finding and docs page.
        false_per_10k: expected number of honest clients found per 10,000 clients and 30 days; a scan's budget is never
            below 0.1 nor above 1 client.

    Example: 60 records on each of three days by an address that came on the 21st day, among 600 with some 10 in their first week.

        >>> import textwrap
        >>> from headcount.detectors.example import example_window
        >>> [found] = NewAccountRush().find(example_window([(day * 86_400 + 36_000, 60, 0) for day in (20, 21, 22)]))
        >>> print(textwrap.fill(found.sentence, 110))
        address 203.0.113.7 was shown 180 different records, 180 of them in the first 7 days after it came on
        2026-03-21 (newcomers before it, a typical peer: 8; the busiest of 340 others: 16); 100 % of these hardly
        anybody else looks at.
    """

    name: str = "new_account_rush"
    false_per_10k: float = 0.2

    def find(self, window: Window) -> Sequence[Finding]:
        """The newcomers in a hurry, strongest first; many of one group as one finding."""
        found = [one for wave in waves(window, self.false_per_10k) for one in self._told(window, wave)]
        return sorted(found, key=lambda one: (-one.strength / one.threshold, -one.records, one.first))

    def _told(self, window: Window, wave: Wave) -> list[Finding]:
        alone, joined = wave.found, max(wave.together, wave.found, key=len)
        told = []
        if len(joined) >= MANY and window.together is not None:
            told.append(self._joined(window, wave, joined, window.together))
            members = {one.place for one in joined}
            alone = tuple(one for one in alone if one.place not in members)
        return told + [finding(self.name, window, one, _alone(wave, one.place)) for one in alone]

    def _joined(self, window: Window, wave: Wave, joined: Sequence[Suspicion], count: Counter) -> Finding:
        places = np.array([one.place for one in joined])
        places = places[np.argsort(-wave.records[places], kind="stable")]
        together = count(column(window.clients, "client")[places])
        came = np.sort(wave.arrived[places]).astype("datetime64[s]").astype("datetime64[D]")
        trait, sharing, name = _shared(window, places, came)
        shown, cold, others = _first_days(wave, places)
        told = (
            f"{shown.sum() / len(places):,.1f} each in their first {FIRST_DAYS} days (newcomers before them, "
            f"{peers_say(others)}), {percent(int(cold.sum()), int(shown.sum()))} of which hardly anybody else looks at; they "
            f"came between {came[0]} and {came[-1]}."
        )
        evidence = float(np.median([one.strength for one in joined])), joined[0].threshold
        return finding_on_many(self.name, window, places, trait, sharing, together, evidence, told, name)


def _shared(window: Window, places: NDArray[np.int64], came: NDArray[np.datetime64]) -> tuple[str, str, str]:
    """(trait, how the sentence names it, its name where the window has none) of what most of these clients share.

    `came`: their first days, ascending.
    """
    for trait, sharing in (("agent", "with the user agent"), ("prefix", "of the network")):
        values = window.clients[trait].take(places).to_pylist()
        most = max(set(values), key=values.count)
        if most not in ("", None) and values.count(most) >= _MOST * len(values):
            return trait, f"that are new, most of them {sharing}", "" if trait == "agent" else most
    days, number = np.unique(came, return_counts=True)
    if number.max() >= _MOST * len(came):
        return "arrival", "that are new, most of them first seen on", f"{days[np.argmax(number)]}"
    return "newcomers", "new since", f"{came[0]}"


def _first_days(wave: Wave, places: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Of each of these clients, the records of its first days and the cold ones among them; and those of the newcomers before."""
    shown, cold = (np.zeros(len(wave.arrived), np.int64) for _ in range(2))
    np.add.at(shown, wave.units.client, wave.units.counts["new_records"])
    np.add.at(cold, wave.units.client, wave.units.counts["cold_records"])
    others = wave.learned.copy()
    others[places] = False
    return shown[places], cold[places], shown[others]


def _alone(wave: Wave, place: int) -> str:
    [shown], [cold], others = _first_days(wave, np.array([place]))
    records = int(wave.records[place])
    return (
        f"was shown {count(records, 'different record')}, {shown:,} of them in the first {FIRST_DAYS} days after it came on "
        f"{np.datetime64(int(wave.arrived[place]), 's').astype('datetime64[D]')} (newcomers before it, {peers_say(others)}); "
        f"{percent(int(cold), int(shown))} of these hardly anybody else looks at."
    )
