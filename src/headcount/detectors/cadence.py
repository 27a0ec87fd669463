"""Mechanism: clients that, since a learning period, come back without a pause for records new to them that few others look at.

A unit is an hour or ten minutes in which a client was shown records. It tells three things together: which share of them was
new to the client, how much of that cold, and whether the client had been there in the unit just before. People come in
sittings and go; a program that takes a record now and then is there hour after hour, even if it rests at night. How many records
a unit brings says nothing here, so that one busy evening is no evidence. A client's habit may change from one unit to
the next (with a chance of one in a hundred), so that no row of units is stronger evidence than its peers' habits allow.

The null is a mixture over habits, learned from the peers before the judged units (see `learning`, `habits`); each client's own
posterior runs through the learning period. The learning period itself is rehearsed first, its second half judged by its first:

- The *bar* is what theory asks for the declared rate, ten times over, since the null is an estimate. The rehearsal shows how far
  honest clients really get; the bar is lowered to what that asks for (`stats.calibration`), never raised above theory.
- *Poisoned learning*: whoever passes the bar of theory in the rehearsal is found, and neither learned from nor calibrated with.
- *Drift*: when more than twice as many clients get far as in the rehearsal, the bar is that of theory again; so it is when fewer
  than 200 clients were rehearsed, and for groups of peers that were not.

A longer log is judged in stretches, each calibrated with the one before it. A bar that was given up or moved and a learning
period that was not clean are told (`Trial.notices`): nothing else shows that harvesters are found later from then on.

Source: the e-detectors of Shin, Ramdas & Rinaldo (2024) with the mixture of Kiefer & Wolfowitz (1956) as null. Robots are told
from people by sessions without pauses since Tan & Kumar, "Discovery of web robot sessions based on their navigational patterns",
Data Mining and Knowledge Discovery 6 (2002).
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from headcount.detectors.bars import Bars
from headcount.detectors.evidence import LEAST_BUDGET, MOST_BUDGET, Suspicion, Trial
from headcount.detectors.habits import (
    COLDEST,
    WOBBLES,
    Observed,
    busiest,
    factors_of,
    likeliest,
    new_and_cold,
    share,
    swept,
    weights_of,
)
from headcount.detectors.learning import (
    DAY,
    ESTABLISHED,
    FEWEST_PEERS,
    MARGIN,
    UNINFORMATIVE,
    Stretch,
    learning_ends,
    rehearsal,
    stretches,
)
from headcount.detectors.peers import crowd_of, groups_of
from headcount.detectors.units import Units, units_of
from headcount.ledger.window import Window
from headcount.stats.calibration import calibrated_bar, drifted
from headcount.stats.shiryaev_roberts import Evidence, Part, e_detector

F64 = NDArray[np.float64]

_JUMP = 1e-2
"""Chance per unit that an honest client takes up another habit of its peers, and that a sweep ends: what lasts for weeks is no
evidence by that alone."""
_FEWEST_UNITS = 3
"""Who was there in fewer judged units is not judged: they could not be evidence enough."""
_FAST = {600: 10, 3_600: 1}
"""Nor who was shown fewer new records than this in each of them: in ten minutes only what is fast is looked for."""
_AT_ONCE, _BET_AT_ONCE = (0.05, 0.15, 0.3, 0.5, 0.75, 0.97), (0.15, 0.5, 0.75, 0.97)
"""Shares of units that follow another one without a pause: habits, and what a sweep may do."""
_STEADY = {3_600: 0.06}
"""Wobble of a sweep's shares from hour to hour, about half of what people's have; within the hour people's do not differ more."""
_WOBBLE_AT_ONCE = (0.01, 0.01)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What was said of clients that were judged by one null."""

    group: int
    """Which of `groups_of` they belong to."""
    units: Units
    """All that is known of them in the stretch: what their habit was, and what is judged."""
    part: Part
    since: int
    """Second from which units are judged."""
    peak: F64
    """Shape (clients of `units`,): how far each got."""

    def passing(self, bar: float) -> Iterator[Suspicion]:
        """Those whose evidence reached a bar, and when."""
        owners = self.units.owners()
        crossed = _evidence(self.units, self.part, self.since, bar).crossed
        for at in np.flatnonzero(self.peak >= bar).tolist():
            yield Suspicion(int(owners[at]), float(self.peak[at]), bar, int(self.units.time[crossed[at]]))

    def judged(self, found: Mapping[int, Suspicion]) -> F64:
        """How far those got who were not found."""
        return self.peak[~np.isin(self.units.owners(), list(found))]


@lru_cache(maxsize=4)
def try_cadence(window: Window, seconds: int, false_per_10k: float) -> Trial | None:
    """Judge every client's units of `seconds` (600 or 3,600) after the learning period; of one window, once.

    None when there is no learning period, or too few peers to learn from.
    """
    ends = learning_ends(window)
    if ends is None:
        return None
    crowd, units = crowd_of(window), units_of(window, seconds)
    peers = units.of(crowd.peer, "page_records")
    clients = peers.clients_after(ends)
    if clients < FEWEST_PEERS:
        return None
    days = (window.last.timestamp() - ends) / DAY
    budget = float(np.clip(false_per_10k * clients / 10_000 * days / 30, LEAST_BUDGET, MOST_BUDGET / 2))
    planned, first = stretches(window, ends), rehearsal(window, ends)
    exposure = [peers.rows_between(begins, until) for _, begins, until in planned]
    theory = MARGIN * sum(exposure) / budget
    found: dict[int, Suspicion] = {}
    calm: list[_Verdict] = []
    calm_units = 0
    bars = Bars()
    if first:
        calm, calm_units = _judge(window, seconds, first, found), peers.rows_between(*first[1:])
        found |= {one.place: one for verdict in calm for one in verdict.passing(theory)}
        bars.learned(first, len(found))
    for stretch, occasions in zip(planned, exposure, strict=True):
        now, seen = _judge(window, seconds, stretch, found), {verdict.group for verdict in calm}
        before, after = _peaks(calm, seen, found), _peaks(now, seen, found)
        bar = theory
        if len(before) >= FEWEST_PEERS:
            lowered = min(theory, calibrated_bar(before, budget * calm_units / sum(exposure)))
            given_up = drifted(before, after, occasions / calm_units)
            bar = theory if given_up else lowered
            bars.judged(stretch, lowered, theory, given_up=given_up)
        for verdict in now:
            found |= {one.place: one for one in verdict.passing(bar if verdict.group in seen else theory)}
        calm, calm_units = now, occasions
    rank = np.argsort(crowd.rank)
    ordered = sorted(found.values(), key=lambda one: (-one.strength, rank[one.place]))
    return Trial(crowd, units, tuple(ordered), tuple(bars.told))


def _peaks(verdicts: Sequence[_Verdict], groups: Container[int], found: Mapping[int, Suspicion]) -> F64:
    """How far those of some groups got who were not found."""
    return np.concatenate([np.zeros(0), *(verdict.judged(found) for verdict in verdicts if verdict.group in groups)])


def _judge(window: Window, seconds: int, stretch: Stretch, found: Mapping[int, Suspicion]) -> list[_Verdict]:
    """Everybody who was not found yet, by what their peers did in the stretch's days of learning."""
    since, begins, until = stretch
    crowd = crowd_of(window)
    groups = list(groups_of(crowd))
    looked_at = np.logical_or.reduce([(crowd.suspect & group.peers) | group.sample for group in groups])
    some = units_of(window, seconds).of(looked_at, "page_records").between(since, until)
    left = np.ones(len(crowd.number), np.bool_)
    left[list(found)] = False
    verdicts: list[_Verdict] = []
    for number, group in enumerate(groups):
        sample = some.of(group.sample & left, "page_records").before(begins)
        judged = some.after(begins).of(crowd.suspect & group.peers & left, "page_records")
        often = np.bincount(judged.client, minlength=len(left)) >= _FEWEST_UNITS
        fast = np.bincount(judged.client, judged.counts["page_new"] >= _FAST[seconds], minlength=len(left)) > 0
        suspects = some.of(often & fast, "page_records")
        if len(sample.start) - 1 < FEWEST_PEERS or not len(suspects):
            continue
        weight = group.weight[sample.owners()]
        seen = _Sight(seconds, min(window.cold_share, COLDEST), _wobbles(sample, weight, window), _STEADY.get(seconds))
        own = _with_own_habits(suspects, begins)
        for chosen, sight in ((~own, seen), (own, replace(seen, extreme=True))):
            weights = weights_of(sight.of(sample), sample.start, weight)
            if not sight.extreme and weights.sum(axis=2)[swept(seen.coldest)].sum() > UNINFORMATIVE:
                break
            mine = suspects.of(chosen, "page_records")
            if len(mine):
                new, cold, at_once = factors_of(sight.of(mine))
                lasting = replace(at_once, alternative=at_once.alternative * (1 - _JUMP))
                part = Part((new, cold, lasting), weights, 1.0)
                verdicts.append(_Verdict(number, mine, part, begins, _evidence(mine, part, begins).peak))
    return verdicts


@dataclass(frozen=True, slots=True)
class _Sight:
    """How units are looked at."""

    seconds: int
    """Length of a unit."""
    coldest: float
    """Share of cold records that a sweep meets."""
    wobbles: tuple[float, float]
    """Of first views, and of cold records."""
    steady: float | None
    """Wobble of a sweep's shares; None: that of honest clients."""
    extreme: bool = False
    """Whether the grid is that of clients with a habit of their own."""

    def of(self, units: Units) -> tuple[Observed, Observed, Observed]:
        """The three quantities of each unit."""
        pause = np.diff(units.time, prepend=units.time[:1])
        pause[units.start[:-1]] = 0
        again, at_once = pause > 0, (pause > 0) & (pause <= self.seconds)
        new, cold = new_and_cold(units, self.coldest, self.wobbles, extreme=self.extreme, steady=self.steady)
        return new, cold, share(at_once.astype(np.int64), again.astype(np.int64), _AT_ONCE, _BET_AT_ONCE, _WOBBLE_AT_ONCE)


def _wobbles(sample: Units, weight: F64, window: Window) -> tuple[float, float]:
    busy, stands = busiest(sample, weight)
    coldest = min(window.cold_share, COLDEST)

    def best(place: int) -> float:
        return likeliest(
            WOBBLES, lambda wobble: new_and_cold(busy, coldest, (wobble, wobble), extreme=False)[place], busy.start, stands
        )

    return best(0), best(1)


def _with_own_habits(units: Units, until: int) -> NDArray[np.bool_]:
    """Which clients, by their place in the crowd, were active on several days before a second since 1970-01-01 UTC."""
    learned = units.before(until)
    days = until // DAY + 1
    client = np.unique(learned.client * days + learned.time // DAY) // days
    own: NDArray[np.bool_] = np.bincount(client, minlength=int(units.client.max()) + 1) >= ESTABLISHED
    return own


def _evidence(units: Units, part: Part, since: int, bar: float = np.inf) -> Evidence:
    return e_detector(units.start, [part], _JUMP, judged=units.time >= since, level=bar)
