"""What is counted anew."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from headcount.ledger.board.log import Log
from headcount.ledger.board.place import known_place
from headcount.ledger.board.touched import touched
from headcount.ledger.embedded import EmbeddedLedger
from tests.ledger.board.conftest import renewed
from tests.ledger.board.grown import Grown


def test_new_rows_moved_callers_and_changed_routes(ledger: EmbeddedLedger, grown: Grown, tmp_path: Path) -> None:
    renewed(ledger, tmp_path / "b")
    log = Log(tmp_path / "b", known_place(tmp_path / "b"))
    who = np.arange(len(grown.callers), dtype=np.int32)
    none = np.zeros(0, np.int64)

    def hours(rows: list[int]) -> list[int]:
        return sorted({int(grown.rows[row].at.timestamp()) // 3600 for row in rows})

    whole = len(grown.rows)
    assert touched(log, whole, none, who, who).clients(who, who, len(who)).tolist() == []
    late = touched(log, whole - 9, none, who, who)
    assert late.clients(who, who, len(who)).tolist() == sorted({row.caller for row in grown.rows[-9:]})
    assert late.hours.tolist() == hours(list(range(whole - 9, whole)))
    before = who.copy()
    before[3] = 5
    moved = touched(log, whole, none, who, before)
    assert moved.clients(who, before, len(who)).tolist() == [3, 5]
    assert moved.hours.tolist() == hours([n for n, row in enumerate(grown.rows) if row.caller == 3])
    ways = touched(log, whole, np.array([2]), who, who)
    through = [n for n, row in enumerate(grown.rows) if row.route == 2]
    assert ways.clients(who, who, len(who)).tolist() == sorted({grown.rows[n].caller for n in through})
    assert ways.hours.tolist() == hours(through)
    assert touched(log, whole, none, who, who[:-2] * 0 - 1).clients(who, who[:-2] * 0 - 1, len(who)).tolist() == []
