"""What a made site is made from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from headcount.errors import UsageError


@dataclass(frozen=True, slots=True)
class Setting:
    """Size, length and awkwardness of an honest world. The same setting gives the same world, to the byte."""

    people: int = 100_000
    """People whose data the site holds."""
    clients: int = 20_000
    """Accounts, of all roles."""
    guests: float = 2.0
    """Anonymous visitors for each account."""
    days: int = 60
    learning_days: int = 30
    """Days before any harvester starts."""
    seed: int = 1
    first: dt.datetime = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
    """Midnight at which the world begins: a Monday."""
    tail_weight: float = 1.0
    """How heavy the heaviest clients are; 2 makes dealers and merchants about twice as busy."""
    growth: float = 0.0
    """Traffic at the end against the beginning, as a share more: 0.6 is 60 % growth over the whole time."""
    taste_shift: float = 0.0
    """How much less everybody follows popularity after the first half (0: not at all)."""
    sale_day: int | None = None
    """First of two days with many more and much busier clients."""
    viral_day: int | None = None
    """First of three days on which everybody looks up the same 30 people whom nobody knew."""
    feature_day: int | None = None
    """Day from which the site shows friends of a person, on a new route, and people use it."""

    def __post_init__(self) -> None:
        for name, least in (("people", 1_000), ("clients", 50), ("days", 2)):
            if getattr(self, name) < least:
                raise UsageError(f"a made world needs at least {least:,} {name}; {getattr(self, name):,} are too few")
        if not 0 < self.learning_days < self.days:
            raise UsageError(
                f"harvesters start after the learning days: of {self.days} days, {self.learning_days} cannot be that"
            )
        if self.seed < 0:
            raise UsageError("a seed is a whole number from 0 up")
