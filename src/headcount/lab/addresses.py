"""IPv4 addresses of the made world: homes, carriers and offices, by region. Networks of RFC 1918 and RFC 2544."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

HOMES = 10 << 24
"""10.0.0.0/8: homes, each region an eighth of it."""
SITES = 198 << 24 | 18 << 16
"""198.18.0.0/15: carriers, then offices, each region an eighth of it."""
CARRIERS = 40
"""Addresses of carriers in each region, each shared by many."""
_OFFICES = 256


def homes(rng: np.random.Generator, region: NDArray[np.int64]) -> NDArray[np.uint32]:
    """A home in each of these regions."""
    return (HOMES + (region << 21) + rng.integers(1, 1 << 21, len(region))).astype(np.uint32)


def carriers(rng: np.random.Generator, region: NDArray[np.int64]) -> NDArray[np.uint32]:
    """An address of a carrier in each of these regions."""
    return (SITES + (region << 14) + 1 + rng.integers(0, CARRIERS, len(region))).astype(np.uint32)


def private(rng: np.random.Generator, region: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Where private people come from: three quarters from a home of their own, the others through a carrier."""
    own = homes(rng, region)
    return np.where(rng.random(len(region)) < 0.75, own, carriers(rng, region)).astype(np.uint32)


def offices(region: NDArray[np.int64], number: NDArray[np.int64]) -> NDArray[np.uint32]:
    """The address of office `number` (0 to 16,000) in each of these regions."""
    return (SITES + (region << 14) + _OFFICES + number % 16_000).astype(np.uint32)


def region(address: NDArray[np.uint32]) -> NDArray[np.int64]:
    """The region of these addresses."""
    wide = address.astype(np.int64)
    return np.where(wide >= SITES, (wide - SITES) >> 14, (wide - HOMES) >> 21)


def dotted(address: NDArray[np.uint32]) -> list[str]:
    """Addresses as text."""
    return [f"{a >> 24}.{a >> 16 & 255}.{a >> 8 & 255}.{a & 255}" for a in address.tolist()]
