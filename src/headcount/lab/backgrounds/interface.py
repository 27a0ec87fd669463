"""The shape of a real background: who really met whom, as a world without harvesters, and what its site knows of itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from headcount.lab.world import World


@dataclass(frozen=True, slots=True)
class Opening:
    """From when to when a record may be looked at by everybody whose work it is. One row a record."""

    record: NDArray[np.int64]
    since: NDArray[np.int64]
    """Seconds since 1970-01-01 UTC."""
    until: NDArray[np.int64]
    """Seconds since 1970-01-01 UTC, not included."""


@dataclass(frozen=True, slots=True)
class Background:
    """A real access graph. Nobody knows whether somebody in it harvests; those who are planted are known."""

    world: World
    """Its clients have the names of the data; a subject is the identifier of the data, which is a number."""
    known: NDArray[np.int64]
    """Shape (records,): the identifiers of all records, ascending."""
    since: NDArray[np.int64]
    """Shape (records,): since when each exists, microseconds since 1970-01-01 UTC, ascending or not."""
    role: str = ""
    """What all of its clients are in `headcount.toml`; empty: nothing."""
    programs: tuple[str, ...] = ()
    """Clients that are known to be programs: under an agreement, and not of the role."""
    opening: Opening | None = None
    """The table that says which records there is a reason to look at; None: the site has none."""


class Reader(Protocol):
    """Reads one published set of data."""

    @property
    def name(self) -> str:
        """One word for the data and its file."""

    def recognise(self, head: bytes) -> bool:
        """Whether a file that begins with these bytes, unpacked, is this data."""

    def read(self, path: Path, seed: int) -> Background:
        """All of it. `seed`: of what is drawn, such as gaps in a table.

        Raises:
            UsageError: it is not this data after all.
        """
