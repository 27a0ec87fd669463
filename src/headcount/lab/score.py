"""Score: what a detector's alarms are worth, given the truth of a made world.

A harvester that is never found has exposed everybody it took: missed ones stay in every median. Alarms before the learning
period ends say nothing. Alarms on clients that the site declared (a search engine, a partner) count for nobody and against
nobody, because headcount and its rivals alike would be told of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.lab.views import grouped
from headcount.lab.window import KNOWN_ROLES
from headcount.lab.world import DAY, Planted, World
from headcount.stats.exact_intervals import count_interval

I64 = NDArray[np.int64]
NEVER = np.iinfo(np.int64).max
_MONTH = 30
"""Days. The unit of false alarms; a client that is accused again within it is the same incident."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One client, or a group joined to one finding, is said to harvest."""

    client: int
    """Index into the world's clients."""
    at: int
    """When it was said, microseconds since 1970-01-01 UTC. What is shown at this very moment counts as exposed."""
    detector: str
    members: tuple[int, ...] = ()
    """All clients of a joined finding, `client` among them; empty: it stands alone."""

    @property
    def named(self) -> tuple[int, ...]:
        """Everybody it accuses."""
        return self.members or (self.client,)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one harvester."""

    pattern: str
    parameters: tuple[tuple[str, object], ...]
    clients: int
    """How many clients it used."""
    found: bool
    """Whether an alarm named one of its clients at or after its first planted event."""
    exposed: int
    """Different people shown through planted events up to the first such alarm; all it took when there is none."""
    taken: int
    """Different people it would have taken undisturbed."""
    wait: float
    """Days from its first planted event to the first alarm; infinite when there is none."""
    named: float
    """Share of its clients that alarms named until the end, 0 to 1."""
    half: float
    """Different people exposed, per client, when half of its clients were named; infinite when that never came."""
    bystanders: int
    """Honest clients named together with one of its own."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one world."""

    outcomes: tuple[Outcome, ...]
    incidents: int
    """Alarms that named no harvester at work; the same client within 30 days counts once."""
    months: float
    """Honest clients that were not declared, times the days after learning, by 30 days."""


def alarms_of(times: I64, detector: str) -> list[Alarm]:
    """One alarm a client from the times of first alarms, shape (clients,); `NEVER` is none."""
    return [Alarm(client, int(times[client]), detector) for client in np.flatnonzero(times != NEVER).tolist()]


def declared(world: World) -> NDArray[np.bool_]:
    """Shape (clients,): known to the site by role, and honest."""
    roles = [number for number, role in enumerate(world.roles) if role in KNOWN_ROLES]
    return np.isin(world.clients.role, roles) & (world.clients.harvester < 0)


def begins(world: World) -> I64:
    """Shape (clients,): when the harvest that the client belongs to starts; `NEVER` for honest clients."""
    planted = np.flatnonzero(world.events.planted)
    of = world.clients.harvester[world.events.client[planted]]
    first = np.full(len(world.harvesters) + 1, NEVER)
    np.minimum.at(first, of, world.events.at[planted])
    return first[world.clients.harvester]


def judge(world: World, alarms: Iterable[Alarm]) -> Verdict:
    """Compare alarms with the truth."""
    begin, excused, learned = begins(world), declared(world), world.start + world.learning_days * DAY
    first_named = np.full(len(world.clients), NEVER)
    bystanders: dict[int, set[int]] = {}
    wrong: set[tuple[int, int]] = set()
    for alarm in alarms:
        if alarm.at < learned:
            continue
        named = np.array(alarm.named)
        right = named[begin[named] <= alarm.at]
        first_named[right] = np.minimum(first_named[right], alarm.at)
        others = set(named[world.clients.harvester[named] < 0].tolist()) - set(np.flatnonzero(excused).tolist())
        for harvester in set(world.clients.harvester[right].tolist()):
            bystanders.setdefault(harvester, set()).update(others)
        if not len(right) and others:
            wrong.add((min(others), (alarm.at - learned) // (_MONTH * DAY)))
    taken = np.flatnonzero(world.events.planted & world.events.found & (world.events.subject >= 0))
    start, order = grouped(world.clients.harvester[world.events.client[taken]], len(world.harvesters))
    outcomes = tuple(
        _outcome(world, plot, taken[order[low:high]], begin, first_named, len(bystanders.get(number, ())))
        for number, (plot, low, high) in enumerate(zip(world.harvesters, start[:-1], start[1:], strict=True))
    )
    seen = np.bincount(world.events.client, minlength=len(world.clients)) > 0
    honest = int(np.sum(seen & (world.clients.harvester < 0) & ~excused))
    return Verdict(outcomes, len(wrong), honest * (world.days - world.learning_days) / _MONTH)


def _outcome(world: World, plot: Planted, taken: I64, begin: I64, first_named: I64, bystanders: int) -> Outcome:
    """`taken`: rows of the events that showed this harvester somebody, in the order of time."""
    at, person = world.events.at[taken], world.events.subject[taken]

    def people(until: int) -> int:
        return len(set(person[: np.searchsorted(at, until, "right")].tolist()))

    named = np.sort(first_named[plot.clients])
    alarm, middle = int(named[0]), int(named[(len(named) - 1) // 2])
    return Outcome(
        pattern=plot.pattern,
        parameters=tuple(plot.parameters.items()),
        clients=len(plot.clients),
        found=alarm != NEVER,
        exposed=people(alarm),
        taken=people(NEVER),
        wait=(alarm - int(begin[plot.clients[0]])) / DAY if alarm != NEVER else float("inf"),
        named=float(np.mean(named != NEVER)),
        half=people(middle) / len(named) if middle != NEVER else float("inf"),
        bystanders=bystanders,
    )


@dataclass(frozen=True, slots=True)
class Rate:
    """False incidents per 10,000 honest clients per 30 days."""

    incidents: int
    months: float
    """Client-months at risk."""
    value: float
    low: float
    high: float


def false_rate(verdicts: Sequence[Verdict], level: float = 0.95) -> Rate:
    """The rate over all verdicts with its exact Poisson interval."""
    return rate(sum(v.incidents for v in verdicts), sum(v.months for v in verdicts), level)


def rate(incidents: int, months: float, level: float = 0.95) -> Rate:
    """So many incidents in so many client-months as a rate, with its exact Poisson interval."""
    unit = 10_000 / months
    low, high = count_interval(incidents, level)
    return Rate(incidents, months, incidents * unit, low * unit, high * unit)
