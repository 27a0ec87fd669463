"""Which findings belong together: those of one client, of one cohort, or on the same people, not too far apart in time.

The incidents are the connected parts of that relation (union and find), so it does not matter in which order findings come: the
relation between two signals never ends by either of them growing.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from headcount.incident.signals import clients_of, key_of, name_of
from headcount.model.incident import ClientName, Incident, Signal, Tie

GAP = dt.timedelta(days=30)
"""Findings whose periods are further apart than this do not belong together, unless told otherwise."""
COMMON = 3
"""Two findings on many clients belong together when they have so many of them in common."""


@dataclass(frozen=True, slots=True)
class Related:
    """Two signals that belong together."""

    one: int
    """Place of the first in what was given."""
    other: int
    why: str
    """`same client`, `same cohort` or `same people`."""


def apart(one: Signal, other: Signal) -> dt.timedelta:
    """How long it is from the end of the one to the beginning of the other; zero where they overlap."""
    return max(one.first - other.last, other.first - one.last, dt.timedelta())


def related(signals: Sequence[Signal], ties: Iterable[Tie] = (), gap: dt.timedelta = GAP) -> Iterator[Related]:
    """Every reason for which two of these belong together; a signal and itself as it was before are the same client."""
    for one, other, why in _candidates(signals, ties):
        if key_of(signals[one]) == key_of(signals[other]) or apart(signals[one], signals[other]) <= gap:
            yield Related(one, other, why)


def _candidates(signals: Sequence[Signal], ties: Iterable[Tie]) -> Iterator[tuple[int, int, str]]:
    named: dict[ClientName, list[int]] = defaultdict(list)
    single: dict[ClientName, list[int]] = defaultdict(list)
    many: dict[ClientName, list[int]] = defaultdict(list)
    for place, signal in enumerate(signals):
        named[name_of(signal)].append(place)
        for client in clients_of(signal):
            (many if signal.members else single)[client].append(place)
    for places in named.values():
        why = "same cohort" if signals[places[0]].members else "same client"
        yield from ((one, other, why) for one, other in _pairs(places))
    for client, places in single.items():
        yield from ((one, other, "same client") for one in places for other in many.get(client, ()))
    common = Counter(pair for places in many.values() for pair in _pairs(places))
    yield from ((one, other, "same cohort") for (one, other), clients in common.items() if clients >= COMMON)
    for tie in ties:
        yield from ((one, other, tie.why) for one in named.get(tie.one, ()) for other in named.get(tie.other, ()))


def _pairs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    return ((one, other) for rank, one in enumerate(places) for other in places[rank + 1 :])


def parts(count: int, links: Iterable[tuple[int, int]]) -> list[list[int]]:
    """The connected parts of `count` things, each in order, and by its first."""
    above = list(range(count))

    def root(place: int) -> int:
        while above[place] != place:
            above[place] = above[above[place]]
            place = above[place]
        return place

    for one, other in links:
        low, high = sorted((root(one), root(other)))
        above[high] = low
    found: dict[int, list[int]] = defaultdict(list)
    for place in range(count):
        found[root(place)].append(place)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Part:
    """What belongs together."""

    incidents: tuple[int, ...]
    """Places of the incidents in what was given."""
    signals: tuple[Signal, ...]
    """Of the heard ones, in their order."""
    why: Mapping[tuple[str, str, str], str]
    """By key of a heard signal, why it belongs to the others; `first signal` where there are none."""


def grouped(incidents: Sequence[Incident], heard: Sequence[Signal], ties: Iterable[Tie], gap: dt.timedelta) -> list[Part]:
    """Which incidents and signals belong together. Parts without a heard signal are left out.

    Args:
        incidents: the open ones; the signals of one belong together already.
        heard: one for each key, together with what an incident knew of it.
        ties: of clients that were shown the same people, or are of one cohort.
        gap: longest time between two findings that belong together.
    """
    known = [(place, signal) for place, incident in enumerate(incidents) for signal in incident.signals]
    nodes = [*heard, *(signal for _, signal in known)]
    home = [len(incidents) + place for place in range(len(heard))] + [place for place, _ in known]
    links, why = list[tuple[int, int]](), dict[tuple[str, str, str], str]()
    for link in related(nodes, ties, gap):
        links.append((home[link.one], home[link.other]))
        for place in (link.one, link.other):
            if place < len(heard):
                why.setdefault(key_of(heard[place]), link.why)
    return [
        Part(
            tuple(place for place in part if place < len(incidents)),
            tuple(heard[place - len(incidents)] for place in part if place >= len(incidents)),
            {
                key_of(s): why.get(key_of(s), "first signal")
                for s in (heard[p - len(incidents)] for p in part if p >= len(incidents))
            },
        )
        for part in parts(len(incidents) + len(heard), links)
        if part[-1] >= len(incidents)
    ]
