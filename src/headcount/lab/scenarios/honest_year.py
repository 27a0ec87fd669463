"""A year in which nobody harvests."""

from __future__ import annotations

from headcount.lab.harvesters.interface import Harvester
from headcount.lab.scenarios.interface import Scenario
from headcount.lab.setting import Setting


def harvesters(_: Setting) -> tuple[Harvester, ...]:
    """Nobody."""
    return ()


HONEST_YEAR = Scenario(
    "honest_year",
    "Nobody harvests for a year: growth, a new feature, a viral person, a sale. Every finding in it is false.",
    harvesters,
    days=365,
    growth=0.3,
    learning=0.1,
)
