"""Mechanism: one number a client from a column of the roll-up, over the whole window."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from headcount.detectors.units import column
from headcount.ledger.window import Window


def per_client(window: Window, name: str, combine: np.ufunc) -> NDArray[np.int64]:
    """The roll-up's column `name` of each client, combined (`np.add`, `np.maximum`); shape (clients,), in the clients' order."""
    number = column(window.clients, "client")
    by_number = np.argsort(number, kind="stable")
    place = by_number[np.searchsorted(number, column(window.rollup, "client"), sorter=by_number)]
    values = np.zeros(len(number), np.int64)
    combine.at(values, place, column(window.rollup, name))
    return values
