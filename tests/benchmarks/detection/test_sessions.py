from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.detection import sessions

DATA = Path(__file__).resolve().parents[3] / ".." / "shared" / "data"


def _line(session: str, second: int, target: str) -> bytes:
    time = f"02/Mar/2026:10:{second // 60:02}:{second % 60:02} +0000"
    return f'- - [{time}] "GET {target} HTTP/1.1" 200 512 "-" {session} "Firefox"\n'.encode()


LINES = [
    _line("anna", 0, "/content/a.php"),
    _line("anna", 20, "/css/main.css"),
    _line("anna", 40, "/content/a.php"),
    _line("bob", 41, "/content/deep/b.php"),
    _line("bob", 42, "/content/c.php"),
]


def test_the_signals_are_columns_of_the_window() -> None:
    names, values, told = sessions.signals(sessions.window_of(LINES))
    assert names == ["anna", "bob"]
    by_name = dict(zip(told, values.T.tolist(), strict=True))
    assert by_name["first views"] == [0.5, 1.0]
    assert by_name["records"] == pytest.approx([0.0, np.log(2)])
    assert by_name["seconds for each showing"] == pytest.approx([np.log(41 / 2), np.log(2 / 2)])
    assert by_name["requests for each showing"] == pytest.approx([np.log(3 / 2), 0.0])


def test_the_habits_are_counts_of_the_lines() -> None:
    names, values, told = sessions.habits(LINES)
    assert names == ["anna", "bob"]
    by_name = dict(zip(told, values.T.tolist(), strict=True))
    assert by_name["styles of all"] == pytest.approx([1 / 3, 0])
    assert by_name["different pages"] == [0.5, 1.0]
    assert by_name["mean gap"] == pytest.approx([np.log(41), np.log(2)])
    assert by_name["depth"] == [2.0, 2.5]


def test_every_session_is_judged_by_the_others() -> None:
    rng = np.random.default_rng(1)
    bot = np.arange(40) % 2 == 1
    told = sessions.verdict("x", ("one",), sessions.held_out((bot + 0.1 * rng.normal(size=40))[:, None], bot), bot)
    assert (told["right"], told["area"], told["bots_missed"], told["people_accused"]) == (40, 1.0, 0, 0)
    alone = bot.copy()
    alone[0] = True
    odds = sessions.held_out(np.where(np.arange(40) == 0, 0.0, bot.astype(float))[:, None], alone)
    assert odds[0] < 0


def test_the_regression_has_the_slope_that_the_ridge_leaves() -> None:
    design = np.column_stack([np.ones(4), [-1.0, -1.0, 1.0, 1.0]])
    weight = sessions.fitted(design, np.array([False, False, True, True]))
    assert weight[0] == pytest.approx(0, abs=1e-9)
    assert weight[1] == pytest.approx(4 / (1 + np.exp(weight[1])), rel=1e-6)


def test_the_real_sessions_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not (DATA / sessions.FOLDER).is_dir():
        pytest.skip("shared/data is not there")
    monkeypatch.setattr(sys, "argv", ["sessions", str(DATA), "--results", str(tmp_path), "--page", str(tmp_path / "page.md")])
    sessions.main()
    ours, theirs = json.loads((tmp_path / "results-sessions.json").read_text())["scores"]
    assert (ours["sessions"], theirs["sessions"]) == (70, 70)
    assert 57 <= ours["right"] <= 67
    assert 60 <= theirs["right"] <= 67
    assert "0.90" in (tmp_path / "page.md").read_text()
