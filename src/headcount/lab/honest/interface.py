"""The shape of every kind of honest client."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from headcount.lab.population import Population
from headcount.lab.setting import Setting
from headcount.lab.world import Part


class Kind(Protocol):
    """One kind of honest client. Its name seeds its random numbers, so that adding a kind leaves the others as they were."""

    @property
    def name(self) -> str:
        """One word for the kind and its file."""

    def come(self, setting: Setting, people: Population, rng: np.random.Generator) -> Part:
        """All clients of this kind with all that they looked at."""
