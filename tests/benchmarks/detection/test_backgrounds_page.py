from __future__ import annotations

import json
from pathlib import Path

from benchmarks.detection.backgrounds_page import write_page

RUNS = [{"found": True, "exposed": 10, "taken": 90, "wait": 2.0}, {"found": False, "exposed": 70, "taken": 70, "wait": None}]
HARVEST = {
    "background": "staff_cases",
    "tables": "no table",
    "pattern": "table_walk",
    "parameters": {"an_hour": 5.0, "day_and_night": True},
    "runs": RUNS,
    "detectors": ["slow_crawl"],
    "false_incidents": 1,
    "days_looked": 45.0,
}
HONEST = {
    "background": "contacts",
    "tables": "no table",
    "clients": 824,
    "accesses": 3_000,
    "days": 60,
    "looks": 9,
    "incidents": 2,
    "client_months": 1.0,
    "sentences": ["slow_crawl: (one) was."],
}
SCORE = {"score": "the log's", "signals": ["a", "b"], "sessions": 70, "right": 63, "low": 0.8, "high": 0.959}
STAGE = {"stage": "roll up", "cpu": 3.0, "wall": 4.0, "peak_mb": 500.0, "spilt_mb": 20.0}
WINDOW = {"stage": "window", "bytes": 2_000_000, "clients": 1_000, "rows": 5_000}
FOUND = {"stage": "slow_crawl", "cpu": 1.5, "wall": 2.0, "peak_mb": 600.0, "spilt_mb": 0.0, "findings": 2}


def _keep(folder: Path, name: str, facts: object) -> None:
    (folder / f"results-{name}.json").write_text(json.dumps(facts))


def test_missing_results_are_left_out(tmp_path: Path) -> None:
    write_page(tmp_path / "page.md", tmp_path)
    assert (tmp_path / "page.md").read_text().startswith("# Real backgrounds, sessions and size\n")
    assert "|" not in (tmp_path / "page.md").read_text()


def test_each_harvest_is_a_row(tmp_path: Path) -> None:
    _keep(tmp_path, "backgrounds", {"looks": [1.0, 28.0], "harvests": [HARVEST], "honest": [HONEST]})
    write_page(tmp_path / "page.md", tmp_path)
    page = (tmp_path / "page.md").read_text()
    row = "| staff_cases | no table | table_walk an_hour=5 day_and_night | 1 of 2 (1 to 99 %) | 40 (64) | 80 | 2.0 | slow_crawl |"
    assert f"{row} 1 in 2 months |" in page
    assert "| contacts | no table | 824 | 3,000 | 60 | 9 | 2 | 1.00 (0.12 to 3.61) |" in page
    assert "- contacts, no table: slow_crawl: (one) was." in page


def test_sessions_stand_beside_what_was_published(tmp_path: Path) -> None:
    _keep(tmp_path, "sessions", {"scores": [SCORE | {"bots_missed": 3, "people_accused": 4, "area": 0.9612}]})
    write_page(tmp_path / "page.md", tmp_path)
    page = (tmp_path / "page.md").read_text()
    assert "| the log's | 0.90 (0.80 to 0.96) | 3 | 4 | 0.96 | a, b |" in page
    assert "| published, 30 other sessions | 0.90 (0.73 to 0.98) |" in page


def test_sizes_are_told_for_each_million(tmp_path: Path) -> None:
    _keep(
        tmp_path, "size", {"sizes": [{"clients": 1_000, "accesses": 500_000, "ledger_mb": 7.0, "stages": [STAGE, WINDOW, FOUND]}]}
    )
    write_page(tmp_path / "page.md", tmp_path)
    page = (tmp_path / "page.md").read_text()
    assert "| 1,000 | 0.5 | 3.0 (6.0) | 1.5 (3.0) | 500 | 600 | 2 | 20 |" in page
    assert "| slow_crawl | 1.5 |" in page
