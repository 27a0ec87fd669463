from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.detection import size
from headcount.catalog.agreements import Standing
from headcount.detectors import DETECTORS
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.rollup import roll_up


def test_the_ledger_has_so_many_clients_and_showings(tmp_path: Path) -> None:
    accesses = size.make(tmp_path / "made", 1_000)
    with EmbeddedLedger(tmp_path / "made", size.KEY) as ledger:
        window = roll_up(ledger, Standing())
        assert ledger.connection.execute("SELECT count(*) FROM disclosure").fetchall() == [(accesses,)]
    assert (len(window.clients), int(np.sum(window.clients["requests"].to_numpy()))) == (1_000, accesses)
    lenses, counts = np.unique(window.clients["lens"].to_numpy(zero_copy_only=False).astype(str), return_counts=True)
    assert (lenses.tolist(), counts.tolist()) == (["account", "address"], [500, 500])
    assert sorted(window.clients["records"].to_pylist())[-10] > 5_900


def test_every_stage_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["--clients", "1000", "--folder", str(tmp_path), "--results", str(tmp_path), "--page", str(tmp_path / "page.md")]
    monkeypatch.setattr(sys, "argv", ["size", *words])
    size.main()
    [told] = json.loads((tmp_path / "results-size.json").read_text())["sizes"]
    assert told["clients"] == 1_000
    names = [stage["stage"] for stage in told["stages"]]
    assert names == ["roll up", "window", *(detector.name for detector in DETECTORS)]
    assert all(stage["cpu"] >= 0 and stage["peak_mb"] > 50 for stage in told["stages"] if stage["stage"] != "window")
    assert "| 1,000 |" in (tmp_path / "page.md").read_text()
    assert not list(tmp_path.glob("*.ledger"))
