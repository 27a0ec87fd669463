"""coordinated_crawl: many clients that take little each and much together.

**A trait.** A user agent, a network, or the day or week in which they were first seen: accounts that were made or bought for one
campaign come together even if they share nothing else. Two things must hold of such a cohort. More of its members resemble a
sweep (cold records, nothing twice, no pages beside them) than clients of the same kind and size outside of it, beyond the bar.
And those members divide the records between them: on records that hardly anybody looks at they meet each other far less often
than they meet everybody else. People with one browser, one office, one carrier or one first day have tastes in common, or none;
either way they meet as often as chance has it.

**No trait.** Accounts that were there before, with a past of honest use, and share nothing: in a log of four weeks or more each
client's days after the learning period are held against its own past and against such days of honest clients (see `turned`).
Where too many are odd, those who stand out must divide what they were shown from then on; a new feature or a changed taste makes
thousands odd, and they meet as before.

In made worlds of 8,000 accounts and 60,000 people, 500 accounts of 25 a day that were there before are one finding after a day
and some 10 to 20 people each, most of them named after two days; 1 in 50 to 1 in 100 of the names was an honest one, at the
first look up to 1 in 25. 300 of 25 a day, and 500 that turned one after the other within ten days, were found as well; 100 of 12
a day after ten days; 500 of 8 a day under as much ordinary browsing after two weeks, half of them named.

Source: Ro, Han & Im (2018) count long-tail requests against distributed crawlers. Cao et al. (SynchroTrap, 2014) group accounts
that act on the same objects; a crawl divides them instead, so the excess of odd members is counted, and meetings are missed.

It cannot see: fewer than 20 members that can be told apart; a campaign in the first week of a log, by first days, or in the
learning period, by what changed; one whose members are all the clients of their size; one whose members read the same records;
one hidden under much more than as much ordinary browsing. Without a trait: in a log of less than four weeks, and where fewer than
200 clients of a kind were there both before and after. Honest clients that have their territories (stations, sales districts)
divide records too: declare their role or an agreement, and they are compared with each other or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from headcount.detectors.campaigns import Campaign, campaigns_of_trait, campaigns_of_turned
from headcount.detectors.cohorts import FEWEST_MEMBERS, cohorts_of
from headcount.detectors.evidence import LEAST_BUDGET
from headcount.detectors.resemblance import Resemblance, resemblance_of
from headcount.detectors.traits import TRAITS, day_of, labels_of
from headcount.detectors.turned import turns
from headcount.detectors.wording import finding_on_many, percent
from headcount.ledger.window import Window
from headcount.model.finding import Finding

_SHARING = TRAITS | {"turned": "that had been there before and changed since"}
"""How a sentence names what the members have in common."""
_LARGEST = 700.0
"""Largest log of an e-value that is told."""


@dataclass(frozen=True, slots=True)
class CoordinatedCrawl:
    """Judges cohorts of clients that share a trait, and of each kind those who were there before.

    Traits are the user agent, the network (/24, /64), the day and the week (UTC) of the first record.

    Parameters:
        name: the word for file, finding and docs page.
        false_per_10k: expected number of honest cohorts found per 10,000 clients and 30 days; a scan's budget is never
            below 0.1 nor above 1. Of the members of a cohort or a campaign that is found, one in a hundred is expected to be
            honest; one in twenty where fewer than 20 can be told from honest ones as surely as that. Measured: 2 to 4 in a
            hundred; one in ten of those that were joined by their first week, since newcomers come back less than those they
            are compared with.

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
        turned = list(turns(window))
        number = sum(int(np.count_nonzero(cohorts.size >= FEWEST_MEMBERS)) for cohorts in judged.values()) + len(turned)
        days = max((window.last - window.first).total_seconds() / 86400, 0)
        budget = float(np.clip(self.false_per_10k * len(crowd.place) / 10_000 * days / 30, LEAST_BUDGET, 1.0))
        bar = max(number, 1) / budget
        told: list[Finding] = []
        taken = np.zeros(len(crowd.place), np.bool_)
        campaigns = [
            campaign for trait, cohorts in judged.items() for campaign in campaigns_of_trait(window, crowd, trait, cohorts, bar)
        ]
        campaigns += campaigns_of_turned(window, crowd, turned, bar)
        for campaign in sorted(campaigns, key=lambda each: (-each.log_e, -each.together.records)):
            if 2 * np.count_nonzero(taken[campaign.rows]) < len(campaign.rows):
                taken[campaign.rows] = True
                told.append(self._finding(window, crowd, campaign, bar))
        return told

    def _finding(self, window: Window, crowd: Resemblance, campaign: Campaign, bar: float) -> Finding:
        mine = np.zeros(len(crowd.place), np.bool_)
        mine[campaign.rows] = True
        division, days = campaign.division, campaign.days
        if days is None:
            shown, cold = (int(counts[mine].sum()) for counts in (crowd.records, crowd.cold))
            others, compared = (int(counts[~mine].sum()) for counts in (crowd.cold, crowd.records))
            told = "%s each; %s of these hardly anybody else looks at (other clients: %s)"
        else:
            judged = np.isin(days.place, crowd.place[campaign.rows])
            shown, cold = (int(counts[judged].sum()) for counts in (days.new, days.cold))
            others, compared = (int(counts[~judged].sum()) for counts in (days.cold, days.new))
            told = "%s new ones each from then on; %s of these hardly anybody else looks at (other clients: %s)"
        each = f"{shown / len(campaign.rows):,.1f}"
        return finding_on_many(
            self.name,
            window,
            crowd.place[campaign.rows[np.argsort(-crowd.records[campaign.rows], kind="stable")]],
            campaign.trait,
            _SHARING[campaign.trait],
            campaign.together,
            (float(np.exp(min(campaign.log_e, _LARGEST))), bar),
            told
            % (each, percent(cold, shown), percent(others, compared))
            + f", and two of them were shown the same rare one {division.meetings:,} times, where clients that know nothing of "
            f"each other would be {division.expected:,.0f} times.",
            name=day_of(window, int(crowd.place[campaign.rows[0]]), campaign.trait) if days is None else days.day,
        )
