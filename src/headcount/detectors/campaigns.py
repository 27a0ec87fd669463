"""Mechanism: which cohorts, and which clients that were there before, are campaigns: too many odd ones, who divide records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.detectors.cohorts import FEWEST_MEMBERS, Cohorts, named
from headcount.detectors.division import Division, divided
from headcount.detectors.resemblance import Resemblance
from headcount.detectors.turned import Turn, joined
from headcount.detectors.units import column
from headcount.ledger.together import Together
from headcount.ledger.window import Window

_FALSE_MEMBERS, _FALSE_NAMED = 0.05, 0.01
"""Share of honest clients among those whose meetings are counted, and among those that are named, when these are enough."""
_DIVIDED = 3.0
"""Log of the e-value for a division of the records that is asked of them: an honest group passes once in twenty times."""
_MOST_ASKED = 50
"""So many cohorts, those with the most evidence, are looked into further."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """A cohort's members that were named, rows of `Resemblance`."""

    trait: str
    rows: NDArray[np.intp]
    together: Together
    division: Division
    log_e: float
    """Evidence of the excess."""
    days: Turn | None = None
    """In which its members changed, where it is no cohort."""


def campaigns_of_trait(window: Window, crowd: Resemblance, trait: str, cohorts: Cohorts, bar: float) -> Iterator[Campaign]:
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
            yield Campaign(trait, sure, together, divided(together.meetings), float(cohorts.log_e[cohort]))


def campaigns_of_turned(window: Window, crowd: Resemblance, turned: Sequence[Turn], bar: float) -> Iterator[Campaign]:
    """Of each group, those who stand out in days with too many odd ones, if they divide what they were shown from then on."""
    if (count := window.together) is None:
        return
    number = column(window.clients, "client")
    for group in sorted({turn.group for turn in turned}):
        passed: list[Turn] = []
        places: list[NDArray[np.intp]] = []
        for turn in turned:
            rows, sure = turn.named(_FALSE_MEMBERS), turn.named(_FALSE_NAMED)
            if turn.group != group or turn.log_e < np.log(bar) or len(rows) < FEWEST_MEMBERS:
                continue
            if divided(count(number[turn.place[rows]], turn.since).meetings).log_e >= _DIVIDED:
                passed.append(turn)
                places.append(turn.place[sure if len(sure) >= FEWEST_MEMBERS else rows])
        if passed:
            days, place = joined(passed), np.unique(np.concatenate(places))
            together = count(number[place], days.since)
            yield Campaign("turned", np.searchsorted(crowd.place, place), together, divided(together.meetings), days.log_e, days)
