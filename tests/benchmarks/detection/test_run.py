from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from benchmarks.detection import run
from headcount.lab import benchmark, lineup
from headcount.lab.harvesters.many_accounts import ManyAccounts
from headcount.lab.lineup import SOLO


def test_one_small_world_gives_page_and_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, facts = tmp_path / "page.md", tmp_path / "facts.json"
    size = ["--seeds=1", "--accounts=200", "--people=4000", "--days=8", "--looks=48", "--jobs=1"]
    monkeypatch.setattr(sys, "argv", ["run", *size, "--page", str(page), "--json", str(facts)])
    run.main()
    told = json.loads(facts.read_text())
    assert told["setting"] == {"seeds": 1, "accounts": 200, "people": 4000, "days": 8, "looks": [48.0]}
    assert {row["contestant"] for row in told["tuned"]["rows"]} >= {"headcount", "requests/h", "isolation forest"}
    assert sum(row["runs"] for row in told["tuned"]["rows"] if row["contestant"] == "headcount") == len(SOLO)
    assert "| single_account people_a_day=25 |" in page.read_text()


def test_campaigns_have_a_page_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, facts = tmp_path / "page.md", tmp_path / "facts.json"
    size = ["--seeds=1", "--accounts=200", "--people=4000", "--days=8", "--jobs=1", "--campaigns"]
    monkeypatch.setattr(benchmark, "LOOKS_AT_MANY", ())
    monkeypatch.setattr(lineup, "CAMPAIGNS", {"few": ManyAccounts(accounts=30, shared="agent")})
    monkeypatch.setattr(sys, "argv", ["run", *size, "--page", str(page), "--json", str(facts)])
    run.main()
    told = json.loads(facts.read_text())
    assert {row["pattern"] for row in told["tuned"]["rows"]} == {"many_accounts"}
    assert told["tuned"]["false_incidents"] == {}
    assert page.read_text().startswith("# Campaigns\n")
