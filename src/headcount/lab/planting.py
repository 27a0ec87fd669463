"""Harvesters into a world."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from headcount.lab.harvesters.interface import Harvester
from headcount.lab.world import World


def plant(world: World, harvesters: Sequence[Harvester], seed: int = 0) -> World:
    """The world with these harvesters in it, each as one entry of `World.harvesters`, in this order.

    The same pattern may be named several times: each is another one. What one does, does not depend on the others.
    """
    parts = []
    for number, harvester in enumerate(harvesters):
        rng = np.random.default_rng([world.seed, seed, number, *harvester.name.encode()])
        parts.append(harvester.plant(world, rng))
    return world.concat(parts)
