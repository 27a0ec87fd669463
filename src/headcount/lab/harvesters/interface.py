"""The shape of every harvester: parameters as fields, and one harvest."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from headcount.lab.world import Part, World


class Harvester(Protocol):
    """One pattern at one intensity: a frozen dataclass whose fields are its parameters."""

    @property
    def name(self) -> str:
        """One word for the pattern and its file."""

    def plant(self, world: World, rng: np.random.Generator) -> Part:
        """New clients that harvest this world after its learning days, as one harvest; `planting.plant` joins them to it."""
