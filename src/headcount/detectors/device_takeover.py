"""device_takeover: a scanner, till or other device that reads records of other stations, or at hours at which nobody works.

Two shares of the records that are new to a device are followed hour by hour: those that none of the site's relation tables
explains (a parcel of another station), and those at hours that the other devices of its role hardly keep. It speaks when they
rise above the device's own habit and above what devices of its role do. How much a device reads is no evidence.

An hour (of the week, in a log of less than four weeks of the day, UTC) is hardly kept when the role's other devices worked in it
in less than one in fifty of their weeks or days. A night shop's till has its own habit; a device that works by night where hardly
any other does is judged by what it did before.

In the lab (8 seeds, fleets of 56) a scanner that reads twice its work is found after 5 to 14 people of other stations, by night
after 3 to 10; at half or a fifth more than its work after 4 to 25 (13 of 16), 40 (2), and once after more than 80.

Source: the e-detectors of Shin, Ramdas & Rinaldo (2024), their mean taken over the two shares. The case is that of the parcel
stations whose handheld scanners were made to read more than 10 million parcels (press reports, 2018).

It cannot see: devices that no role with `devices = true` in the configuration declares, or roles of fewer than 10; without
relation tables, who reads others' records in working hours; in a role in which every fiftieth device works by night, who reads
by night; a device that was taken over before the log begins. A device that moves to another station or shift looks the same
until the tables say so, and of a station whose table is stale, all devices do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.detectors.colleagues import Colleagues
from headcount.detectors.evidence import Suspicion
from headcount.detectors.fleets import Fleet, fleets_of, in_days
from headcount.detectors.rises import FEWEST_RECORDS, bar_for_one, months_of, odds_of, peak_of, rises
from headcount.detectors.units import column
from headcount.detectors.wording import count, finding, part_of, percent
from headcount.ledger.window import Window
from headcount.model.finding import Finding

_BY_DAY = 0.03
"""What the statistic over days must have reached, as a share of its bar."""


@dataclass(frozen=True, slots=True)
class DeviceTakeover:
    """Judges active hours of each account whose declared role is one of devices.

    A device is found when its statistic reaches c: the active hours that all devices of the role have in thirty days, over 0.25.
    If honest devices behave as learned, at most 0.25 of a role reach c in thirty days on average. Where several are found
    together the bar falls (e-BH): of those found then, at most one in ten is expected to be honest. One bad day makes many odd
    hours, so the same statistic over days must have reached 3 % of its own c, too.

    Parameters:
        name: the word for file, finding and docs page.
        false_per_10k: expected number of honest devices found per 10,000 clients and 30 days, on a site with one role of devices;
            the promise is 0.25 devices a role and 30 days, whatever their number.

    Example: 60 scanners with 20 parcels a day; one begins to read 10 of another station more on the 21st day, the same hours.

        >>> import textwrap
        >>> from dataclasses import replace
        >>> from headcount.detectors.example_staff import staff_window
        >>> fleet = replace(staff_window(extra=10), devices=frozenset({"clerk"}))
        >>> [found] = DeviceTakeover().find(fleet)
        >>> print(textwrap.fill(found.sentence, 110))
        account clerk-59 was shown 1,000 different people in 40 active days; for 216 of them (21 %) no table of the
        site gives it a reason (role clerk, the median of 59 others: 2 %).
    """

    name: str = "device_takeover"
    false_per_10k: float = 0.25

    def find(self, window: Window) -> Sequence[Finding]:
        """The devices that read what is not theirs, strongest first."""
        months = months_of(window)
        found = [one for fleet in fleets_of(window) for one in self._judge(window, fleet, months)]
        return sorted(found, key=lambda one: (-one.strength / one.threshold, -one.records, one.first))

    def _judge(self, window: Window, fleet: Fleet, months: float) -> Iterator[Finding]:
        hours, reasons = fleet.hours, fleet.reasons
        signals = [hours] if reasons is None else [hours, reasons]
        risen = rises(_mean_odds(signals), hours, months)
        daily = [in_days(signal) for signal in signals]
        lasts = peak_of(_mean_odds(daily), daily[0]) >= _BY_DAY * bar_for_one(len(daily[0].day), months)
        enough = np.max([signal.totals(signal.odd) for signal in signals], axis=0) >= FEWEST_RECORDS
        places = np.flatnonzero(risen.found & enough & lasts)
        rest = np.ones(len(hours.place), np.bool_)
        rest[places] = False
        records = column(window.clients, "records")
        for one in places.tolist():
            suspicion = Suspicion(int(hours.place[one]), float(risen.strength[one]), risen.needed)
            yield finding(self.name, window, suspicion, _told(fleet, one, rest, int(records[hours.place[one]])))


def _mean_odds(signals: Sequence[Colleagues]) -> NDArray[np.float64]:
    mean: NDArray[np.float64] = np.mean([odds_of(signal) for signal in signals], axis=0)
    return mean


def _told(fleet: Fleet, one: int, rest: NDArray[np.bool_], records: int) -> str:
    hours = fleet.hours
    days = len(np.unique(hours.day[hours.start[one] : hours.start[one + 1]] // 24))
    told = f"was shown {count(records, 'different record')} in {count(days, 'active day')}"
    if fleet.reasons is not None:
        told += (
            f"; for {_share(fleet.reasons, one, records)} no table of the site gives it a reason ({_usual(fleet.reasons, rest)})"
        )
    if hours.totals(hours.odd)[one] >= FEWEST_RECORDS:
        told += f"; {_share(hours, one, records)} were read at hours at which its role hardly works ({_usual(hours, rest)})"
    return f"{told}."


def _share(signal: Colleagues, one: int, records: int) -> str:
    return part_of(int(signal.totals(signal.odd)[one]), int(signal.totals(signal.new)[one]), records)


def _usual(signal: Colleagues, rest: NDArray[np.bool_]) -> str:
    if not rest.any():
        return f"role {signal.role}, no others"
    share = np.sort(signal.totals(signal.odd)[rest] / signal.totals(signal.new)[rest])
    return f"role {signal.role}, the median of {len(share):,} others: {percent(round(1000 * share[len(share) // 2]), 1000)}"
