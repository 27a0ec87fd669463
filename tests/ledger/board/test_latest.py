"""Which records were shown, and when each route showed something last: piece by piece as at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from headcount.ledger.board.latest import NEVER, with_last, with_seen
from headcount.ledger.board.log import Log
from headcount.ledger.board.place import known_place
from headcount.ledger.board.through import counted_as
from headcount.ledger.embedded import EmbeddedLedger
from tests.ledger.board.conftest import renewed
from tests.ledger.board.grown import Grown


def test_from_any_row_on(ledger: EmbeddedLedger, grown: Grown, tmp_path: Path) -> None:
    renewed(ledger, tmp_path / "b")
    place = known_place(tmp_path / "b")
    log, counted = Log(tmp_path / "b", place), counted_as(place.small.routes)
    seen, last = with_seen(log, np.zeros(0, np.bool_), 0, counted), with_last(log, np.zeros(0, np.int64), 0)
    assert int(seen.sum()) == len({row.record for row in grown.counted})
    assert last.tolist() == [max(int(row.at.timestamp() * 1e6) for row in grown.rows if row.route == way) for way in range(6)]
    assert with_last(log, last, log.rows).tolist() == last.tolist()
    assert with_seen(log, seen, log.rows, counted).tolist() == seen.tolist()
    hidden = np.full(len(counted), -1)
    assert not with_seen(log, np.zeros(0, np.bool_), 0, hidden).any()
    assert int(last.min()) > NEVER
