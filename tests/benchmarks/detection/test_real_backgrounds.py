from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from benchmarks.detection import real_backgrounds
from benchmarks.detection.real_backgrounds import Case
from headcount.lab.backgrounds.staff_cases import StaffCases
from headcount.lab.turned import ExtraRecords, TableWalk
from tests.lab.tables import staff_table


def test_a_small_table_gives_page_and_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    staff_table(tmp_path / "cases.csv", employees=14, days=90)
    cases = tuple(Case("a table", "cases.csv", StaffCases(missing=0.0), one) for one in (ExtraRecords(factor=3.0), TableWalk()))
    monkeypatch.setattr(real_backgrounds, "CASES", cases)
    monkeypatch.setattr(real_backgrounds, "HONEST", (("a table", StaffCases(missing=0.0), "cases.csv"),))
    monkeypatch.setattr(real_backgrounds, "LOOKS", (3.0, 10.0))
    words = ["--quick", "--results", str(tmp_path), "--page", str(tmp_path / "page.md")]
    monkeypatch.setattr(sys, "argv", ["real_backgrounds", str(tmp_path), *words])
    real_backgrounds.main()
    told = json.loads((tmp_path / "results-backgrounds.json").read_text())
    extra, walk = told["harvests"]
    assert (extra["pattern"], extra["parameters"], extra["detectors"]) == (
        "extra_records",
        {"factor": 3.0, "open_only": False},
        ["insider_sweep"],
    )
    assert [run["found"] for row in (extra, walk) for run in row["runs"]] == [True] * 4
    assert all(0 < run["exposed"] <= run["taken"] for run in extra["runs"])
    [alone] = told["honest"]
    assert (alone["clients"], alone["days"], alone["incidents"], alone["sentences"]) == (15, 30, 0, [])
    page = (tmp_path / "page.md").read_text()
    assert "| staff_cases | a table | extra_records factor=3 | 2 of 2 (16 to 100 %) |" in page
