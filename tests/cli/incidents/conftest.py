"""The command line in a folder where a scan has found one harvester."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from headcount.cli import main
from tests.cli.conftest import Answer
from tests.made import harvested_shop

Headcount = Callable[..., Answer]


@pytest.fixture(scope="session")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`access.log`, `people.ledger` and what lies beside it."""
    folder = tmp_path_factory.mktemp("scanned")
    (folder / "access.log").write_text("".join(harvested_shop()))
    assert main(["scan", str(folder / "access.log"), "--ledger", str(folder / "people.ledger"), "--quiet"]) == 3
    return folder


@pytest.fixture
def headcount(scanned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Headcount:
    """Runs `headcount incident ... --ledger people.ledger` in a copy of that folder; other commands as they are given."""
    shutil.copytree(scanned, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Answer:
        capfd.readouterr()
        beside = arguments[0] == "incident" and "--store" not in arguments
        words = [*arguments, "--ledger", "people.ledger"] if beside else arguments
        try:
            code = main(words)
        except SystemExit as stop:  # argparse
            code = int(stop.code or 0)
        return Answer(code, *capfd.readouterr())

    return run
