"""When each record was first shown to one client."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from headcount.ledger.board.state import State


def first_shown(state: State, client: int) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """As `Board.first_shown`."""
    rows = state.rows(client)
    records, places = np.unique(state.log["record"][rows], return_index=True)  # rows stand in the order of showings
    tokens = state.log.tokens[records]
    order = np.argsort(tokens)
    return tokens[order], state.log["at"][rows[places]][order].astype(np.int64)
