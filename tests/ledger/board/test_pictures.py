"""The peers' band."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from headcount.ledger.embedded import EmbeddedLedger
from tests.ledger.board.conftest import renewed
from tests.ledger.board.grown import DAY, Grown, firsts


def test_the_band_is_of_the_clients_of_the_lens(ledger: EmbeddedLedger, grown: Grown, tmp_path: Path) -> None:
    board = renewed(ledger, tmp_path / "b")
    drawn = board.pictures("account", "Ann")
    assert drawn is not None
    peers = [grown.of(name) for name in grown.clients if name[0] == "account"]
    for days, *band in drawn.band:
        young = [sum((at - rows[0].at) / DAY <= days for at in firsts(rows).values()) for rows in peers]
        assert band == np.quantile(young, (0.5, 0.9, 0.999)).tolist()
    assert drawn.band[-1][0] == (max(r[-1].at for r in peers) - min(r[0].at for r in peers)) / DAY
