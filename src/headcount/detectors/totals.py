"""Mechanism: one number a client from a column of the roll-up, over the whole window."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from headcount.detectors.units import column, places
from headcount.ledger.window import Window


def per_client(window: Window, name: str, combine: np.ufunc) -> NDArray[np.int64]:
    """The roll-up's column `name` of each client, combined (`np.add`, `np.maximum`); shape (clients,), in the clients' order."""
    number, client, told = (column(*of) for of in ((window.clients, "client"), (window.rollup, "client"), (window.rollup, name)))
    values = np.zeros(len(number), np.int64)
    if np.all(client[1:] >= client[:-1]) and len(client):
        first = np.flatnonzero(np.diff(client, prepend=client[:1] - 1))
        values[places(number, client[first])] = combine.reduceat(told, first)
    else:
        combine.at(values, places(number, client), told)
    return values
