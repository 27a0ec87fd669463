"""What people do at work: they open again what they opened a moment ago."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def reopened(
    rng: np.random.Generator,
    client: NDArray[np.int64],
    subject: NDArray[np.int32],
    own: NDArray[np.bool_],
    share: float,
) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Subjects and reasons, a `share` of them replaced by one that the same client opened up to 40 rows before.

    Rows are the clients' looks one after the other, clients in blocks (as active days give them).
    """
    rows = np.arange(len(client))
    before = np.maximum(rows - rng.integers(1, 41, len(rows)), 0)
    again = (rng.random(len(rows)) < share) & (client[before] == client)
    return np.where(again, subject[before], subject).astype(np.int32), np.where(again, own[before], own)
