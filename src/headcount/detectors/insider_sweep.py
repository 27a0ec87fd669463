"""insider_sweep: an employee whose looks are more and more at people for whom there is no case.

Of the records that are new to an account, the share that none of the site's relation tables (own cases, orders, parcels,
contacts) explains is followed day by day. It speaks when the share rises above the account's own habit and above what accounts
of its role do. How much an employee looks at is no evidence: busy colleagues are not suspicious.

Source: the e-detectors of Shin, Ramdas & Rinaldo (2024); that most honest accesses can be explained from data that the site has
is shown by Fabbri & LeFevre (2013) for hospitals, where over 90 % are.

It cannot see: anything without relation tables and declared roles (see the configuration), or in roles of fewer than 10
accounts; devices, which `device_takeover` judges; roles of whose looks the tables leave three in ten without a reason, and those
in which that share changes from day to day; one who has looked without a reason from the first day on, since nothing tells that
from a task of its own; a look at a person for whom there happens to be a case; days on which the tables say nothing of nearly
anybody's looks, which are left out. A change of work without notice looks the same: a supervisor just promoted, a new task.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from headcount.detectors.colleagues import Colleagues, colleagues_of
from headcount.detectors.evidence import Suspicion
from headcount.detectors.rises import FEWEST_RECORDS, bar_for_one, months_of, odds_of, peak_of, rises
from headcount.detectors.units import column
from headcount.detectors.wording import count, finding, part_of, percent
from headcount.ledger.window import Window
from headcount.model.finding import Finding

_HOUR = 3_600
_OF_DAYS, _OF_HOURS = 0.75, 0.25
"""Parts of the budget: what days say of somebody slow needs most of it, what hours say of somebody fast is soon far beyond."""
_BY_DAY = 0.1
"""What the statistic over days must have reached, as a share of its bar, where that over hours is enough."""


@dataclass(frozen=True, slots=True)
class InsiderSweep:
    """Judges active days (UTC) and active hours of each account with a declared role.

    An account is found when its statistic over days reaches c: the active days that all accounts of the role have in thirty
    days, over 0.1875. Or when the one over hours reaches as much of hours, over 0.0625, and that over days a tenth of its own c.
    If honest accounts behave as learned, at most 0.25 of a role are found in thirty days on average. Where several are found
    together the bar falls (e-BH): of those found then, at most one in ten is expected to be honest.

    Parameters:
        name: the word for file, finding and docs page.
        false_per_10k: expected number of honest accounts found per 10,000 clients and 30 days, on a site with three roles; the
            promise is 0.25 accounts a role and 30 days, whatever their number.

    Example: 60 clerks with 20 customers a day, of whom one lacks a case; one begins to look at 10 more on the 21st day.

        >>> import textwrap
        >>> from headcount.detectors.example_staff import staff_window
        >>> [found] = InsiderSweep().find(staff_window(extra=10))
        >>> print(textwrap.fill(found.sentence, 110))
        account clerk-59 was shown 1,000 different people in 40 active days; for 216 of them (21 %) no table of the
        site gives it a reason (role clerk, the median of 59 others: 2 %).
    """

    name: str = "insider_sweep"
    false_per_10k: float = 0.75

    def find(self, window: Window) -> Sequence[Finding]:
        """Those who look without a reason, strongest first."""
        months = months_of(window)
        groups = zip(colleagues_of(window), colleagues_of(window, _HOUR), strict=True)
        found = [one for days, hours in groups for one in self._judge(window, days, hours, months)]
        return sorted(found, key=lambda one: (-one.strength / one.threshold, -one.records, one.first))

    def _judge(self, window: Window, days: Colleagues, hours: Colleagues, months: float) -> Iterator[Finding]:
        odds = odds_of(days)
        daily, hourly = rises(odds, days, months, _OF_DAYS), rises(odds_of(hours), hours, months, _OF_HOURS)
        begun = peak_of(odds, days) >= _BY_DAY * bar_for_one(len(odds), months, _OF_DAYS)
        sooner = hourly.found & begun & (hourly.strength / hourly.needed > daily.strength / daily.needed)
        enough = days.totals(days.odd) >= FEWEST_RECORDS
        places = np.flatnonzero((daily.found | sooner) & enough)
        rest = np.ones(len(days.place), np.bool_)
        rest[places] = False
        records = column(window.clients, "records")
        for one in places.tolist():
            risen = hourly if sooner[one] else daily
            suspicion = Suspicion(int(days.place[one]), float(risen.strength[one]), risen.needed)
            yield finding(self.name, window, suspicion, _told(days, one, rest, int(records[days.place[one]])))


def _told(group: Colleagues, one: int, rest: np.ndarray[tuple[int], np.dtype[np.bool_]], records: int) -> str:
    new, odd = group.totals(group.new), group.totals(group.odd)
    days = int(group.start[one + 1] - group.start[one])
    share = np.sort(odd[rest] / new[rest])
    usual = (
        f"the median of {len(share):,} others: {percent(round(1000 * share[len(share) // 2]), 1000)}"
        if len(share)
        else "no others"
    )
    return (
        f"was shown {count(records, 'different record')} in {count(days, 'active day')}; for "
        f"{part_of(int(odd[one]), int(new[one]), records)} no table of the site gives it a reason (role {group.role}, {usual})."
    )
