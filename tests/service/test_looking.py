"""A look is what a scan of the same ledger finds."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from headcount.catalog.tokens import Tokenizer, load_key
from headcount.cli import main
from headcount.config import Config
from headcount.errors import LedgerError
from headcount.service.looking import Look, Task, look
from tests.made import HARVESTER, harvested_shop


@pytest.fixture(scope="module")
def task(tmp_path_factory: pytest.TempPathFactory) -> Task:
    folder = tmp_path_factory.mktemp("looking")
    (folder / "access.log").write_text("".join(harvested_shop()))
    assert main(["scan", str(folder / "access.log"), "--ledger", str(folder / "ledger"), "--quiet"]) == 3
    return Task(Config(), str(folder / "ledger.key"), str(folder / "ledger"))


def _copied(task: Task, to: Path) -> Task:
    shutil.copyfile(task.ledger, to / "copy")
    return msgspec.structs.replace(task, ledger=str(to / "copy"))


def test_it_sees_the_harvester(task: Task, tmp_path: Path) -> None:
    seen = look(_copied(task, tmp_path))
    assert HARVESTER in {finding.client for finding in seen.findings}
    assert seen.clients == 151


def test_as_a_process_it_says_the_same(task: Task, tmp_path: Path) -> None:
    copy = _copied(task, tmp_path)
    here = look(copy)
    told = subprocess.run(
        [sys.executable, "-m", "headcount.service.looking"], input=msgspec.json.encode(copy), capture_output=True, check=True
    )
    assert msgspec.json.decode(told.stdout, type=Look) == here


def test_a_copy_under_another_key_is_a_problem(task: Task, tmp_path: Path) -> None:
    load_key(tmp_path / "key")
    assert Tokenizer(load_key(tmp_path / "key")).key_id
    other = msgspec.structs.replace(_copied(task, tmp_path), key=str(tmp_path / "key"))
    with pytest.raises(LedgerError, match="another key"):
        look(other)
