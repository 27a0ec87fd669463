"""Clients of a real background who begin to harvest beside their own work. Nobody new comes: one of those there is turned.

They come on days on which they really came. Unlike those of the shelf `harvesters/`, they need no made site.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from headcount.errors import UsageError
from headcount.lab.backgrounds.interface import Background
from headcount.lab.world import DAY, HOUR, SECOND

I64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shifts:
    """The days (UTC) on which one client comes after the harvest's start."""

    begin: I64
    """Shape (days,): its first look of the day, microseconds since 1970-01-01 UTC."""
    end: I64
    """Shape (days,): its last look of the day, at least an hour later."""
    usual: float
    """Different records on a day before the harvest, mean."""

    def moments(self, rng: np.random.Generator, day: I64) -> I64:
        """One moment within the shift of each of these days (indices), in the order of time."""
        return np.sort(self.begin[day] + (rng.random(len(day)) * (self.end - self.begin)[day]).astype(np.int64))


class Turned(Protocol):
    """One pattern at one intensity: a frozen dataclass whose fields are its parameters."""

    @property
    def name(self) -> str:
        """One word for the pattern."""

    def looks(self, background: Background, shifts: Shifts, rng: np.random.Generator) -> tuple[I64, I64]:
        """When (microseconds since 1970-01-01 UTC) it looks at which records beside its work."""


@dataclass(frozen=True, slots=True)
class ExtraRecords:
    """On three days of four some records more than the own work has, any that there are by then."""

    name: str = "extra_records"
    factor: float = 1.3
    """Different records of all looks against those of the own work."""
    open_only: bool = False
    """Only such as the site's table gives anybody a reason to look at."""

    def looks(self, background: Background, shifts: Shifts, rng: np.random.Generator) -> tuple[I64, I64]:
        """Each a different moment."""
        days = np.flatnonzero(rng.random(len(shifts.begin)) < 0.75)
        at = shifts.moments(rng, np.repeat(days, rng.poisson(shifts.usual * (self.factor - 1) / 0.75, len(days))))
        if self.open_only:
            return _open_at(background, at, rng)
        ordered = np.sort(background.since)
        by_age = np.argsort(background.since, kind="stable")
        there = np.searchsorted(ordered, at, "right")
        return at, background.known[by_age[(rng.random(len(at)) * there).astype(np.int64)]]


@dataclass(frozen=True, slots=True)
class TableWalk:
    """The whole table, from the lowest identifier upwards."""

    name: str = "table_walk"
    an_hour: float = 5.0
    day_and_night: bool = True
    """Around the clock, as a program under the account does; otherwise during the own shifts."""

    def looks(self, background: Background, shifts: Shifts, rng: np.random.Generator) -> tuple[I64, I64]:
        """One record after the other, until the table is through."""
        world = background.world
        if self.day_and_night:
            hours = (world.end - int(shifts.begin[0])) / HOUR
            at = int(shifts.begin[0]) + np.sort(rng.random(int(rng.poisson(self.an_hour * hours)))) * (
                world.end - shifts.begin[0]
            )
            at = at.astype(np.int64)
        else:
            number = rng.poisson(self.an_hour * (shifts.end - shifts.begin) / HOUR)
            at = shifts.moments(rng, np.repeat(np.arange(len(number)), number))
        at, record = at[: len(background.known)], background.known[: len(at)]
        there = background.since[: len(at)] <= at
        return at[there], record[there]


@dataclass(frozen=True, slots=True)
class NamedRecords:
    """A few chosen records, each on several days."""

    name: str = "named_records"
    records: int = 3
    days_each: int = 5
    """On how many different days each is looked at."""

    def looks(self, background: Background, shifts: Shifts, rng: np.random.Generator) -> tuple[I64, I64]:
        """Once a day each."""
        there = background.known[background.since <= shifts.begin[0]]
        chosen = rng.choice(there, self.records, replace=False)
        days = [rng.permutation(len(shifts.begin))[: self.days_each] for _ in chosen]
        at = np.concatenate([shifts.moments(rng, np.sort(day)) for day in days])
        return at, np.repeat(chosen, [len(day) for day in days])


@dataclass(frozen=True, slots=True)
class NewContacts:
    """So many people a day, any that there are, for some weeks."""

    name: str = "new_contacts"
    people_a_day: float = 12.0
    days: int = 30

    def looks(self, background: Background, shifts: Shifts, rng: np.random.Generator) -> tuple[I64, I64]:
        """At any time of the day, every day; each person once, until all were met."""
        end = min(int(shifts.begin[0]) + self.days * DAY, background.world.end)
        number = int(rng.poisson(self.people_a_day * (end - int(shifts.begin[0])) / DAY))
        at = np.sort(rng.integers(int(shifts.begin[0]), end, number))[: len(background.known)]
        return at, rng.permutation(background.known)[: len(at)]


PATTERNS: tuple[Turned, ...] = (ExtraRecords(), TableWalk(), NamedRecords(), NewContacts())


def _open_at(background: Background, at: I64, rng: np.random.Generator) -> tuple[I64, I64]:
    """One open record for each moment, where there is one."""
    opening = background.opening
    if opening is None:
        raise UsageError("there is no table of open records here")
    second = at // SECOND
    chosen = []
    for moment in second.tolist():
        there = opening.record[(opening.since <= moment) & (moment < opening.until)]
        chosen.append(int(rng.choice(there)) if len(there) else -1)
    record = np.array(chosen, np.int64)
    return at[record >= 0], record[record >= 0]
