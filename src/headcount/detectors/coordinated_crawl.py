"""coordinated_crawl: many clients with one trait that take little each and much together.

The trait is a user agent, a network, or the day or week in which they were first seen: accounts that were made or bought for one
campaign come together even if they share nothing else. Two things must hold of such a cohort. More of its members resemble a
sweep (cold records, nothing twice, no pages beside them) than clients of the same kind and size outside of it, beyond the bar.
And those members divide the records between them: on records that hardly anybody looks at they meet each other far less often
than they meet everybody else. People with one browser, one office, one carrier or one first day have tastes in common, or none;
either way they meet as often as chance has it.

Source: Ro, Han & Im (2018) count long-tail requests against distributed crawlers. Cao et al. (SynchroTrap, 2014) group accounts
that act on the same objects; a crawl divides them instead, so the excess of odd members is counted, and meetings are missed.

It cannot see: a campaign without such a trait, whose clients had been there before or came one by one over weeks; one with fewer
than 20 members that can be told apart; one in the first week of a log, by first days; one whose members are all the clients of
their size; one whose members read the same records; one hidden under much more than as much
ordinary browsing. Honest clients that have their territories (stations, sales districts) divide records too: declare their role
or an agreement, and they are compared with each other or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.detectors.cohorts import FEWEST_MEMBERS, Cohorts, cohorts_of, named
from headcount.detectors.division import Division, divided
from headcount.detectors.evidence import LEAST_BUDGET
from headcount.detectors.resemblance import Resemblance, resemblance_of
from headcount.detectors.traits import TRAITS, day_of, labels_of
from headcount.detectors.units import column
from headcount.detectors.wording import finding_on_many, percent
from headcount.ledger.together import Together
from headcount.ledger.window import Window
from headcount.model.finding import Finding

_FALSE_MEMBERS, _FALSE_NAMED = 0.05, 0.01
"""Share of honest clients among those whose meetings are counted, and among those that are named, when these are enough."""
_DIVIDED = 3.0
"""Log of the e-value for a division of the records that is asked of them: an honest group passes once in twenty times."""
_MOST_ASKED = 50
"""So many cohorts, those with the most evidence, are looked into further."""
_LARGEST = 700.0
"""Largest log of an e-value that is told."""


@dataclass(frozen=True, slots=True)
class _Campaign:
    """A cohort's members that were named, rows of `Resemblance`."""

    trait: str
    rows: NDArray[np.intp]
    together: Together
    division: Division
    log_e: float
    """Evidence of the excess."""


@dataclass(frozen=True, slots=True)
class CoordinatedCrawl:
    """Judges cohorts of clients, by user agent, by network (/24, /64), by the day and the week (UTC) of their first record.

    Parameters:
        name: the word for file, finding and docs page.
        false_per_10k: expected number of honest cohorts found per 10,000 clients and 30 days; a scan's budget is never
            below 0.1 nor above 1. Of the members of a cohort that is found, one in a hundred is expected to be honest; one in
            twenty where fewer than 20 can be told from honest ones as surely as that. Measured: 2 to 4 in a hundred; one in ten
            of those that were joined by their first week, since newcomers come back less than those they are compared with.

    Example: 300 addresses with one user agent, 12 records each, among 600 clients.

        >>> import textwrap
        >>> from headcount.detectors.example import example_campaign
        >>> [found] = CoordinatedCrawl().find(example_campaign(300, 12))
        >>> print(textwrap.fill(found.sentence, 110))
        300 addresses with the user agent ExampleBrowser/1.0 were together shown 3,600 different records, 12.0 each;
        100 % of these hardly anybody else looks at (other clients: 24 %), and two of them were shown the same rare
        one 0 times, where clients that know nothing of each other would be 299 times.
    """

    name: str = "coordinated_crawl"
    false_per_10k: float = 0.1

    def find(self, window: Window) -> Sequence[Finding]:
        """The campaigns, strongest first; of cohorts that share most members, the stronger one."""
        crowd = resemblance_of(window)
        judged = {trait: cohorts_of(crowd, labels_of(window, trait)[crowd.place]) for trait in TRAITS}
        number = sum(int(np.count_nonzero(cohorts.size >= FEWEST_MEMBERS)) for cohorts in judged.values())
        days = max((window.last - window.first).total_seconds() / 86400, 0)
        budget = float(np.clip(self.false_per_10k * len(crowd.place) / 10_000 * days / 30, LEAST_BUDGET, 1.0))
        bar = max(number, 1) / budget
        told: list[Finding] = []
        taken = np.zeros(len(crowd.place), np.bool_)
        campaigns = [campaign for trait, cohorts in judged.items() for campaign in _campaigns(window, crowd, trait, cohorts, bar)]
        for campaign in sorted(campaigns, key=lambda each: (-each.log_e, -each.together.records)):
            if 2 * np.count_nonzero(taken[campaign.rows]) < len(campaign.rows):
                taken[campaign.rows] = True
                told.append(self._finding(window, crowd, campaign, bar))
        return told

    def _finding(self, window: Window, crowd: Resemblance, campaign: _Campaign, bar: float) -> Finding:
        mine = np.zeros(len(crowd.place), np.bool_)
        mine[campaign.rows] = True
        cold, others = (percent(int(crowd.cold[rows].sum()), int(crowd.records[rows].sum())) for rows in (mine, ~mine))
        division = campaign.division
        return finding_on_many(
            self.name,
            window,
            crowd.place[campaign.rows[np.argsort(-crowd.records[campaign.rows], kind="stable")]],
            campaign.trait,
            TRAITS[campaign.trait],
            campaign.together,
            (float(np.exp(min(campaign.log_e, _LARGEST))), bar),
            f"{crowd.records[mine].sum() / len(campaign.rows):,.1f} each; {cold} of these hardly anybody else looks at (other "
            f"clients: {others}), and two of them were shown the same rare one {division.meetings:,} times, where clients that "
            f"know nothing of each other would be {division.expected:,.0f} times.",
            name=day_of(window, int(crowd.place[campaign.rows[0]]), campaign.trait),
        )


def _campaigns(window: Window, crowd: Resemblance, trait: str, cohorts: Cohorts, bar: float) -> Iterator[_Campaign]:
    """The cohorts of one trait whose excess passes the bar and whose odd members divide the records."""
    count = window.together
    if count is None:
        return
    number = column(window.clients, "client")[crowd.place]
    suspects = np.flatnonzero(cohorts.log_e >= np.log(bar))
    for cohort in suspects[np.argsort(-cohorts.log_e[suspects], kind="stable")][:_MOST_ASKED].tolist():
        rows, sure = (named(cohorts, cohort, share) for share in (_FALSE_MEMBERS, _FALSE_NAMED))
        if len(rows) < FEWEST_MEMBERS:
            continue
        if divided(count(number[rows]).meetings).log_e >= _DIVIDED:
            sure = sure if len(sure) >= FEWEST_MEMBERS else rows
            together = count(number[sure])
            yield _Campaign(trait, sure, together, divided(together.meetings), float(cohorts.log_e[cohort]))
