"""slow_crawl: a client that day after day is shown records that are new to it and that hardly anybody else looks at.

People come back to what they know and crowd onto the same few records; a sweep does neither, however patient it is. A day of
the client counts by three quantities at once: how many records (against the heavy-tailed crowd), how many of them were first
views (against peers that had seen as many records before), and how many of those hardly anybody else was shown.

A log of two weeks or more is first learned from: what a client does after the first half (at most thirty days) is judged
against what its peers and it itself did before, day by day (see `onset`) and hour by hour (see `cadence`); in a longer log each
month is judged by the month before it. The hours leave out how many records they bring, and tell instead whether the client
comes back without a pause: people come in sittings. From logs of four weeks on the bar of the hours is calibrated with the
learning period. In any log, and for those who were there from the first day, the whole log is learned from and judged at once;
and whoever's total stands apart from all others' (see `apart`) is found among as few as eleven clients and on the first day of
a site. Look-ups of identifiers that clients bring along are left out.

Source: the e-detectors of Shin, Ramdas & Rinaldo (2024). First views: Tauscher & Greenberg (1997) measured that 58 % of page
visits are revisits. Unpopular records: Ro, Han & Im (2018) counted long-tail requests per address against distributed crawlers.
Pauses: Tan & Kumar (2002) tell robots by their sessions.

It cannot see: fewer than 20 records; no more than 19 in 20 peers (in a log of two weeks 4 in 5, but for the hours); among fewer
than 50 peers, anybody with less than 150 records or less than about ten to a hundred times what the others have; a crawl in
sittings like people's and hidden under about three times as much ordinary browsing; a crawl of what everybody looks at; one
spread over many clients with few records each.
Where everything is new and cold for everybody (a log of an hour, a huge catalogue) only the volume speaks. Whatever looks the
same to it is found as well: a monitor, an undeclared search robot, an address with many people behind it when it stands far
beyond the crowd's tail. When more than about one peer in a hundred is a harvester, it takes their habit for an honest one.
Where roles are not declared, a device or a clerk whose work is to see new people every day may be found when that begins.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from headcount.detectors.cadence import try_cadence
from headcount.detectors.evidence import Claim, Suspicion, Trial, try_claim
from headcount.detectors.learning import DAY, learning_ends, many_sweep, too_many_alike
from headcount.detectors.onset import try_onset
from headcount.detectors.shares import Share
from headcount.detectors.wording import count, finding, peers_say, percent
from headcount.ledger.window import Window
from headcount.model.finding import Finding

_OFFSETS = (-3.0, -1.5, -0.75, 0.0, 0.75, 1.5, 3.0, 5.0)
_BETS = (0.0, 3.0, 5.0)
_WILD = 0.2
"""Binges are new, cold and large at once: no single day tells more than 5 : 1 by either share."""
_CLAIM = Claim(
    seconds=86_400,
    volume="page_records",
    shares=(
        Share("page_new", "page_records", "history", _OFFSETS, 3.0, 1e-3, _BETS, _WILD),
        Share("page_cold", "page_new", "time", _OFFSETS, 3.0, 1e-3, _BETS, _WILD),
    ),
    burst=False,
    totals=True,
)


@dataclass(frozen=True, slots=True)
class SlowCrawl:
    """Judges active days (UTC) of each client.

    Parameters:
        name: the word for file, finding and docs page.
        false_per_10k: expected number of honest clients found per 10,000 clients and 30 days: a half hour by hour, a quarter
            day by day, and a quarter on the whole log; a scan's budget is never below 0.1 each way, nor above 1 client in all.

    Example: 40 records a day for 30 days, among 600 clients that come back three to five times.

        >>> import textwrap
        >>> from headcount.detectors.example import example_window
        >>> window = example_window([(day * 86_400 + 36_000, 40, 0) for day in range(30)])
        >>> [found] = SlowCrawl().find(window)
        >>> print(textwrap.fill(found.sentence, 110))
        address 203.0.113.7 was shown 1,200 different records in 30 active days (a typical peer: 15; the busiest of
        600 others: 24); 100 % of its views were first views, 100 % of those records hardly anybody else looks at
        (peers: 24 %).
    """

    name: str = "slow_crawl"
    false_per_10k: float = 0.34

    def find(self, window: Window) -> Sequence[Finding]:
        """The slow crawlers, strongest first."""
        by_day, by_hour, whole = _trials(window, self.false_per_10k)
        trials = [(trial, _peers_told(trial)) for trial in (by_hour, by_day) if trial and trial.found]
        after = {one.place: (trial, peers, one) for trial, peers in trials for one in trial.found}
        ordered = sorted(after.values(), key=lambda told: -told[2].strength / told[2].threshold)
        began = [finding(self.name, window, one, _told_after(window, trial, peers, one)) for trial, peers, one in ordered]
        if whole is None or not whole.found or _a_role(window, whole):
            return began
        peers = _peers_told(whole)
        steady = (one for one in whole.found if one.place not in after)
        return began + [finding(self.name, window, one, _told(whole, peers, one.place)) for one in steady]

    def notices(self, window: Window) -> Sequence[str]:
        """What became of the bar and of the learning period."""
        by_day, by_hour, whole = _trials(window, self.false_per_10k)
        told = [notice for trial in (by_hour, by_day) if trial for notice in trial.notices]
        if whole and _a_role(window, whole):
            told.append(many_sweep(len(whole.found)))
        return list(dict.fromkeys(told))


@lru_cache(maxsize=2)
def _trials(window: Window, false_per_10k: float) -> tuple[Trial | None, Trial | None, Trial | None]:
    """By days and by hours after the learning period, and on the whole log."""
    by_hour = try_cadence(window, 3_600, false_per_10k / 2)
    return try_onset(window, false_per_10k / 4), by_hour, try_claim(window, _CLAIM, false_per_10k / 4)


def _a_role(window: Window, whole: Trial) -> bool:
    """Whether so many sweep in the whole log that it is taken for a role."""
    return learning_ends(window) is not None and too_many_alike(len(whole.found), int(whole.crowd.peer.sum()))


def _peers_told(trial: Trial) -> tuple[str, str]:
    """What those who were not found were shown, and the share of it that is cold."""
    peers = trial.peers()
    others = trial.units.of(peers)
    usual = percent(int(others.counts["cold_records"].sum()), int(others.counts["new_records"].sum()))
    return peers_say(trial.crowd.records[peers]), usual


def _told(trial: Trial, peers: tuple[str, str], place: int) -> str:
    mine = trial.of(place)
    records, views, cold = (int(mine.counts[name].sum()) for name in ("new_records", "records", "cold_records"))
    return (
        f"was shown {count(records, 'different record')} in {count(len(np.unique(mine.time // DAY)), 'active day')} "
        f"({peers[0]}); {percent(records, views)} of its views were first views, "
        f"{percent(cold, records)} of those records hardly anybody else looks at (peers: {peers[1]})."
    )


def _told_after(window: Window, trial: Trial, peers: tuple[str, str], suspicion: Suspicion) -> str:
    told, passed = _told(trial, peers, suspicion.place), suspicion.passed or 0
    if passed < (learning_ends(window) or 0):
        return told
    mine = trial.of(suspicion.place)
    until = int(mine.counts["new_records"][mine.time <= passed].sum())
    day = dt.datetime.fromtimestamp(passed, dt.UTC).date()
    return f"{told[:-1]}; no habit of its own or its peers any more by {day}, after {until:,} of them."
