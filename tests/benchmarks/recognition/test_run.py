from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from benchmarks.recognition import run, sets, speed
from benchmarks.recognition.fields import judge_people


@pytest.mark.skipif(not sets.DATA.exists(), reason="../shared/data is not here")
def test_one_small_run_gives_page_and_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, facts = tmp_path / "page.md", tmp_path / "facts.json"
    monkeypatch.setattr(run, "judge_people", lambda language: judge_people(language, most=5))
    monkeypatch.setattr(sys, "argv", ["run", "--answers", "100", "--page", str(page), "--json", str(facts)])
    run.main()
    told = json.loads(facts.read_text())
    assert (told["tuning"], told["made"]["seed"], told["made"]["answers"], told["made"]["routes"]) == (False, 1001, 100, 4)
    assert told["documents"]["scored"] == sum(one.scored for file in _held_out() for one in sets.marked(file))
    assert told["made"]["by route"]["macro_f1"] > 0.5
    assert "| **all** | " in page.read_text()
    page.unlink()
    monkeypatch.setattr(speed, "measure", lambda _seed, _count: told["speed"] | {"one shape": _EXAMPLE})
    monkeypatch.setattr(sys, "argv", ["run", "--speed", "--page", str(page), "--json", str(facts)])
    run.main()
    assert json.loads(facts.read_text()) == told | {"speed": told["speed"] | {"one shape": _EXAMPLE}}
    assert "| headcount, learning, one shape | 7 | 12,345 |" in page.read_text()


_EXAMPLE = {"bytes": 7.0, "by path": 1.0, "learning": 12345.0, "decoding alone": 1.0}


def _held_out() -> list[Path]:
    files = sorted((sets.HERE / "marks").glob("*.toml"))
    return [file for file in files if next(iter(sets.marked(file))).held_out]
