"""The shape of every scenario: a published case as parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from headcount.lab.harvesters.interface import Harvester
from headcount.lab.setting import Setting


@dataclass(frozen=True, slots=True)
class Scenario:
    """What happened once, scaled to any number of people."""

    name: str
    """One word for the scenario and its file."""
    about: str
    """The case in one sentence, with where it was published."""
    harvesters: Callable[[Setting], tuple[Harvester, ...]]
    """Who harvests in a world of this setting."""
    days: int = 60
    """Unless told otherwise."""
    growth: float = 0.1
    """Of the honest traffic over the whole time."""
    learning: float = field(default=0.5)
    """Share of the days before any harvester starts."""

    def setting(self, people: int, clients: int, days: int | None, seed: int) -> Setting:
        """The honest world: with a new feature, a sale and a viral day in the second part, where there is room for them."""
        length = self.days if days is None else days
        learning = max(round(length * self.learning), 1)
        rest = length - learning
        return Setting(
            people=people,
            clients=clients,
            days=length,
            learning_days=learning,
            seed=seed,
            growth=self.growth,
            feature_day=learning + rest // 4 if rest >= 8 else None,
            viral_day=learning + rest // 2 if rest >= 8 else None,
            sale_day=learning + rest * 3 // 4 if rest >= 8 else None,
        )
