"""The command line, called in this process, in a folder of its own."""

from __future__ import annotations

import contextlib
import json
import shutil
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


@pytest.fixture(scope="session")
def kept_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of `ledger`, of a scan of the shop with one harvester, with what lies beside it."""
    folder = tmp_path_factory.mktemp("kept")
    (folder / "access.log").write_text("".join(harvested_shop()))
    with contextlib.chdir(folder):
        assert main(["scan", "access.log", "--ledger", "ledger", "--quiet"]) == 3
    return folder


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


@pytest.fixture
def beside_ledger(headcount: Headcount, kept_ledger: Path) -> Headcount:
    """`headcount` where `access.log` is counted into `ledger` already."""
    shutil.copytree(kept_ledger, Path.cwd(), dirs_exist_ok=True)
    return headcount
