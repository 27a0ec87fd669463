"""What those who read pieces of a log write for those who put them together: tokens and keys, never a record."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

ASKED = pa.schema(
    [
        pa.field("piece", pa.int32()),
        pa.field("place", pa.int64()),  # piece << 32 | place within it, in the order in which steps are told
        pa.field("micros", pa.int64()),  # microseconds since 1970 UTC
        pa.field("who", pa.int64()),  # key of the caller
        pa.field("route", pa.int32()),  # number of the route within the piece
        pa.field("record", pa.int64()),  # token, its bits read as a signed number
        pa.field("line", pa.int64()),  # counted from the beginning of the piece
        pa.field("shown", pa.bool_()),  # false: asked for in vain
        pa.field("number", pa.int64()),  # what the identifier ends with, sealed; null where it counts for none
    ]
)
CALLERS = pa.schema(
    [
        pa.field("place", pa.int64()),  # piece << 32 | number within it
        pa.field("who", pa.int64()),
        pa.field("address", pa.string()),
        pa.field("account", pa.string()),
        pa.field("credential", pa.string()),  # keyed digest
        pa.field("agent", pa.int64()),  # key of the user agent
        pa.field("user_agent", pa.string()),
    ]
)
TRAFFIC = pa.schema([pa.field(name, pa.int64()) for name in ("piece", "who", "first", "last", "requests", "errors")])
TABLES = ("asked", "callers", "traffic")
"""Folders of these, a file a piece."""
MOVED = pa.schema(
    [
        pa.field("micros", pa.int64()),  # since 1970 UTC
        pa.field("caller", pa.int64()),  # number in the ledger
        pa.field("route", pa.int64()),  # number in the ledger
        pa.field("record", pa.int64()),  # as above
        pa.field("step", pa.int64()),  # see `catalog.subjects.step_codes`
        pa.field("file", pa.int64()),  # number in the ledger
        pa.field("line", pa.int64()),  # 1-based
        pa.field("shows", pa.int64()),  # as in the ledger's table of disclosures
        pa.field("shown", pa.bool_()),
    ]
)
"""Disclosures and attempts in their final form."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One piece that counts, and what its rows lack."""

    number: int
    file: int
    """Number of its file in the ledger."""
    lines: int
    """Lines of the file before it."""
    routes: NDArray[np.intp]
    """The run's number of each of its routes."""


@dataclass(frozen=True, slots=True)
class Routes:
    """The run's routes, by number."""

    ledger: NDArray[np.uint32]
    """Number in the ledger."""
    entity: NDArray[np.int64]
    """Number of what the route's records are: steps are told among identifiers of one entity."""
