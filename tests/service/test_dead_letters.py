"""Lines that are put aside."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from headcount.intake.live import Counted
from headcount.model.skipped import Skipped
from headcount.service import dead_letters as module
from headcount.service.dead_letters import DeadLetters
from headcount.service.status import Status
from headcount.sources.interface import Block
from headcount.sources.lines import COMMENT, FOREIGN, NO_TIME

BLOCK = Block.of(b"# header\nodd\nodder", 5)


def _counted() -> Counted:
    skipped = Skipped({COMMENT: np.array([5]), FOREIGN: np.array([7]), NO_TIME: np.array([6])})
    return Counted(("tap", "stream"), 0, skipped, {}, BLOCK, 7)


def _letters(path: Path) -> list[dict[str, object]]:
    return [json.loads(text) for text in path.read_text().splitlines()]


def test_they_say_where_and_why_and_not_what(tmp_path: Path) -> None:
    status, path = Status(), tmp_path / "dead"
    DeadLetters(path, status).put(_counted(), BLOCK)
    assert [(one["tap"], one["stream"], one["line"], one["reason"], "text" in one) for one in _letters(path)] == [
        ("tap", "stream", 6, NO_TIME, False),
        ("tap", "stream", 7, FOREIGN, False),
    ]
    assert path.stat().st_mode & 0o777 == 0o600
    assert status.snapshot().dead_letters == {FOREIGN: 1, NO_TIME: 1}


def test_the_text_is_kept_where_it_is_wanted(tmp_path: Path) -> None:
    DeadLetters(tmp_path / "dead", Status(), text=True).put(_counted(), BLOCK)
    assert [one["text"] for one in _letters(tmp_path / "dead")] == ["odd", "odder"]


def test_a_large_file_gives_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 10)
    letters = DeadLetters(tmp_path / "dead", Status())
    for _ in range(3):
        letters.put(_counted(), BLOCK)
    assert {path.name: len(_letters(path)) for path in tmp_path.iterdir()} == {"dead": 2, "dead.1": 2}


def test_without_a_file_they_are_counted(tmp_path: Path) -> None:
    status = Status()
    DeadLetters(None, status).put(_counted(), BLOCK)
    assert (list(tmp_path.iterdir()), status.snapshot().dead_letters) == ([], {FOREIGN: 1, NO_TIME: 1})
