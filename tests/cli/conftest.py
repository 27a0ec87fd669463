"""The command line, called in this process, in a folder of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from headcount.cli import main
from tests.made import harvested_shop


@dataclass(frozen=True)
class Answer:
    """What a command gave back."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.out)
        return document


Headcount = Callable[..., Answer]


@pytest.fixture
def headcount(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Headcount:
    """Runs `headcount ...` with `access.log`, a shop with one harvester, in the current folder."""
    monkeypatch.chdir(tmp_path)
    Path("access.log").write_text("".join(harvested_shop()))

    def run(*arguments: str) -> Answer:
        capfd.readouterr()
        try:
            code = main(arguments)
        except SystemExit as stop:  # argparse
            code = int(stop.code or 0)
        return Answer(code, *capfd.readouterr())

    return run
