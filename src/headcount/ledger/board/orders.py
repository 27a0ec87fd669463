"""Orders in which clients stand in a table, made once for all who look."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from headcount.ledger.board.callers import Callers
from headcount.ledger.board.counting import Counts
from headcount.ledger.board.files import write_arrays, write_texts

U32 = NDArray[np.uint32]


def keep_orders(turn: Path, callers: Callers, counts: Counts) -> None:
    """Write the orders of those that were shown a record, and their names as they are searched.

    Raises:
        OSError: there is no room.
    """
    shown = np.flatnonzero(counts.records).astype(np.uint32)
    folded = pc.utf8_lower(callers.names)
    write_texts(turn / "folded", {"text": folded})
    orders = {"records": falling(counts.records, shown), "last": falling(counts.last, shown)}
    write_arrays(turn, {f"by-{name}": order for name, order in (orders | {"name": by_name(folded, callers.lens, shown)}).items()})


def falling(values: NDArray[np.integer], clients: U32) -> U32:
    """Clients (ascending) by value, the highest first, and of equals the lowest number."""
    order: U32 = clients[np.argsort(-values[clients].astype(np.int64), kind="stable")]
    return order


def by_name(folded: pa.Array, lens: NDArray[np.uint8], clients: U32) -> U32:
    """Clients by name (case apart), then lens, then number."""
    taken = pa.table({"name": folded.take(pa.array(clients)), "lens": lens[clients], "client": clients})
    keys = [(name, "ascending") for name in ("name", "lens", "client")]
    order: U32 = clients[pc.sort_indices(taken, sort_keys=keys).to_numpy()]
    return order
