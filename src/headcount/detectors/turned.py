"""Mechanism: how odd the last days of clients that were there before are, each against its own past and against honest days.

What a client was shown in some days after the learning period tells three things: which share was new to it, how much of that
hardly anybody else looks at, and how many records came within one hour, since people come in sittings and a sweep that takes
little spreads it over the day. Each is compared with the client's own past, which is the crowd's as long as it is short. The sum
of the three log-likelihood ratios, a sweep's against the past's, is ranked among those of as many days of the learning period
(several times as many, each time for everybody who was there and had a past), of clients of the same kind that were shown about
as many new records. The rank gives a chance, and needs no model of anybody's habits to be one.

Later days are taken half a learning period at a time, so that they are compared with as many.

Source: pauses as Tan & Kumar (2002) tell robots from people; ranks against a calm time as Bates et al. (2023) calibrate.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from headcount.compiled import Scalar, compiled
from headcount.detectors.learning import DAY, FEWEST_PEERS, learning_ends, rehearsal, stretches
from headcount.detectors.peers import crowd_of, groups_of
from headcount.detectors.units import Units, units_of
from headcount.ledger.window import Window
from headcount.stats.excess import honest_share, log_excess, standing_out

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
Mask = NDArray[np.bool_]

FEWEST_NEW = 4
"""Who was shown fewer new records in the days is not judged."""
_SETTLED = 7
"""Days at the beginning of what is learned from that are only past."""
_TIMES = 8
"""At most so many times the learning period is asked what such days look like."""
_OWN = 8.0
"""The crowd's shares count as so many draws of a client's own past."""
_MOST_DRAWS = 30
"""More draws of one share are scaled down to this."""
_NEW, _COLD, _TOGETHER = 0.98, 0.95, 0.4
"""What a sweep does: share of new records, of cold ones, and of its past's share of records that come with others in an hour."""
_LEAST, _MOST = 0.005, 0.98
"""No share of the past is believed to be beyond."""
_ENOUGH = 300
"""Sizes (powers of two) are joined until so many clients have one, each time."""
_SUSPECT = 10.0
"""Evidence from which those who stand out are no honest past for later days."""
_FALSE = 0.05


@dataclass(frozen=True, slots=True)
class Turn:
    """Some days of one group of clients that were there before."""

    group: int
    """Number of the group, from 0 up."""
    since: int
    """Second (since 1970-01-01 UTC) at which the days begin."""
    place: I64
    """Shape (clients,): places in `Window.clients` of those who can be judged."""
    chance: F64
    """Shape (clients,): share of honest clients of their size whose days are as odd, themselves counted."""
    log_e: float
    """Log e-value that too many are odd."""
    new: I64
    """Shape (clients,): new records that each was shown in the days."""
    cold: I64
    """Shape (clients,): the cold ones among them."""

    @property
    def day(self) -> str:
        """The first of the days (UTC)."""
        return str(dt.datetime.fromtimestamp(self.since, dt.UTC).date())

    def named(self, share: float) -> NDArray[np.intp]:
        """Rows of those who stand out, of whom about `share` are expected to be honest."""
        return standing_out(self.chance, share, honest_share(self.chance))


def joined(some: Sequence[Turn]) -> Turn:
    """Days of one group after each other as one; who could be judged in several of them has several rows."""
    return Turn(
        some[0].group,
        min(turn.since for turn in some),
        np.concatenate([turn.place for turn in some]),
        np.concatenate([turn.chance for turn in some]),
        max(turn.log_e for turn in some),
        np.concatenate([turn.new for turn in some]),
        np.concatenate([turn.cold for turn in some]),
    )


def turns(window: Window) -> Iterator[Turn]:
    """The days after each learning period, for each group with enough clients; none in a log of less than four weeks."""
    ends = learning_ends(window)
    if ends is None or rehearsal(window, ends) is None:
        return
    crowd, hours = crowd_of(window), units_of(window, 3_600)
    pages = hours.of(crowd.peer & ~crowd.noise, "page_records")
    planned = stretches(window, ends)
    for group, clients in enumerate(groups_of(crowd)):
        mine, crowded = _worth_a_look(pages.of(clients.peers))
        left = np.ones(len(crowded), np.bool_)
        for number, (since, begins, until) in enumerate(planned):
            half = (begins - since) // DAY // 2 * DAY
            stop = planned[number + 1][1] if number + 1 < len(planned) else until
            for start in range(begins, stop, half):
                turn = _judge(group, mine, left, (since, begins), (start, min(start + half, stop)))
                if turn is None:
                    continue
                if turn.log_e >= _SUSPECT:
                    left[turn.place[turn.named(_FALSE)]] = False
                yield replace(turn, place=crowded[turn.place])


def _worth_a_look(units: Units) -> tuple[Units, I64]:
    """The rows of clients that were shown enough in two hours or more, numbered from 0 up; and the place of each."""
    if not len(units):
        return units, units.client
    enough = (np.add.reduceat(units.counts["page_new"], units.start[:-1]) >= FEWEST_NEW) & (np.diff(units.start) > 1)
    some = units.at(np.flatnonzero(np.repeat(enough, np.diff(units.start))))
    return replace(some, client=np.repeat(np.arange(np.count_nonzero(enough)), np.diff(some.start))), some.owners()


def _judge(group: int, units: Units, left: Mask, learned: tuple[int, int], judged: tuple[int, int]) -> Turn | None:
    """The days `judged`, against as long times in the days `learned` (both from and until which second)."""
    since, begins = learned
    length = judged[1] - judged[0]
    first, last = _SETTLED, (begins - since - length) // DAY
    known = [
        _days(units, since, begin, begin + length)
        for begin in np.unique(np.linspace(first, last, _TIMES).astype(np.int64) * DAY + since).tolist()
        if last >= first
    ]
    now = _days(units, since, *judged)
    then = [np.flatnonzero(left & days.settled) for days in known]
    place = np.flatnonzero(left & now.settled)
    if not known or len(place) < FEWEST_PEERS or min(map(len, then)) < FEWEST_PEERS:
        return None
    usual = known[-1].usual(left)
    size = np.concatenate([days.size[who] for days, who in zip(known, then, strict=True)])
    score = np.concatenate([days.score(usual, who) for days, who in zip(known, then, strict=True)])
    chance = _chance(now.score(usual, place), now.size[place], score, size, _ENOUGH * len(known))
    return Turn(group, judged[0], place, chance, log_excess(chance), now.new[place], now.cold[place])


@dataclass(frozen=True, slots=True)
class _Days:
    """What each client of the crowd was shown in some days, and before. Shapes (crowd,)."""

    views: I64
    """Different records, hour by hour."""
    new: I64
    cold: I64
    hours: I64
    """Hours in which it was shown any."""
    past: _Days | None
    """The same of the time before."""

    @property
    def settled(self) -> Mask:
        """Who was there before, and was shown enough to be judged."""
        return (self.new >= FEWEST_NEW) & (self.past is not None and self.past.hours > 0)

    @property
    def size(self) -> I64:
        """Number of new records, in powers of two."""
        return np.log2(np.maximum(self.new, 1)).astype(np.int64)

    def shares(self) -> tuple[tuple[I64, I64], ...]:
        """(hits, draws) of each share: new, cold, together with others in an hour."""
        return (self.new, self.views), (self.cold, self.new), (self.views - self.hours, self.views)

    def usual(self, who: Mask) -> tuple[float, ...]:
        """Mean of each share of the past, every client counting the same."""
        told = []
        for hits, draws in (self.past or self).shares():
            some = who & (draws > 0)
            told.append(float(np.mean(hits[some] / draws[some])) if some.any() else _MOST)
        return tuple(told)

    def score(self, usual: tuple[float, ...], who: NDArray[np.intp]) -> F64:
        """Log-likelihood ratio of a sweep's shares against those of the past of each of these clients."""
        total = np.zeros(len(who))
        past = (self.past or self).shares()
        for now, then, mean, swept in zip(self.shares(), past, usual, (_NEW, _COLD, None), strict=True):
            hits, draws, known, of = now[0][who], now[1][who], then[0][who], then[1][who]
            own = np.clip((known + _OWN * mean) / (of + _OWN), _LEAST, _MOST)
            bet = own * _TOGETHER if swept is None else np.clip(np.maximum(swept, (1 + own) / 2), None, 0.99)
            scale = np.minimum(1.0, _MOST_DRAWS / np.maximum(draws, 1))
            total += scale * (hits * np.log(bet / own) + (draws - hits) * np.log((1 - bet) / (1 - own)))
        return total


def _days(units: Units, since: int, begin: int, end: int) -> _Days:
    """Of clients numbered from 0 up, from second to second; the time before begins at `since`."""
    told = np.zeros((2, 4, len(units.start) - 1), np.int64)
    views, new, cold = (units.counts[name] for name in ("page_records", "page_new", "page_cold"))
    _count(units.start, units.time, views, new, cold, since, begin, end, told)
    before, now = told
    return _Days(now[0], now[1], now[2], now[3], _Days(before[0], before[1], before[2], before[3], None))


@compiled
def _count(
    start: I64, time: I64, views: I64, new: I64, cold: I64, since: Scalar, begin: Scalar, end: Scalar, told: NDArray[np.int64]
) -> None:
    """Add up, for each client, the rows of [since, begin) and of [begin, end): views, new, cold, and how many rows there are."""
    for client in range(len(start) - 1):
        for row in range(start[client], start[client + 1]):
            at = time[row]
            if since <= at < end:
                now = 1 if at >= begin else 0
                told[now, 0, client] += views[row]
                told[now, 1, client] += new[row]
                told[now, 2, client] += cold[row]
                told[now, 3, client] += 1


def _chance(score: F64, size: I64, known: F64, known_size: I64, enough: int) -> F64:
    """Rank of each score among the known ones of its size, as a share; sizes are joined from the largest on."""
    of_size = np.bincount(known_size)
    edges, inside, below = [], 0, len(known_size)
    for step in range(len(of_size) - 1, -1, -1):
        inside, below = inside + int(of_size[step]), below - int(of_size[step])
        if inside >= enough and below >= enough:
            edges.append(step)
            inside = 0
    stratum, known_stratum = (np.searchsorted(sorted(edges), sizes, "right") for sizes in (size, known_size))
    chance = np.ones(len(score))
    for number in range(len(edges) + 1):
        mine, calm = stratum == number, -np.sort(-known[known_stratum == number])
        chance[mine] = (np.searchsorted(-calm, -score[mine], "right") + 1) / (len(calm) + 1)
    return chance
