"""`headcount serve` as a command."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from headcount.cli import main
from tests.made import line


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_without_a_ledger_or_something_to_follow_it_says_what_to_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "access.log"]) == 2
    assert main(["serve", "--ledger", "ledger"]) == 2
    told = capsys.readouterr().err.splitlines()
    assert ["--ledger" in told[0], "[[taps]]" in told[1]] == [True, True]


def test_a_pipe_is_counted_to_its_end(tmp_path: Path) -> None:
    text = "".join(line("192.0.2.1", n, f"/users/{n}") for n in range(300)).encode()
    command = [sys.executable, "-m", "headcount", "serve", "-", "--ledger", "ledger", "--listen", "127.0.0.1:0"]
    subprocess.run(command, input=text, check=True, capture_output=True, timeout=200)
    with duckdb.connect(str(tmp_path / "ledger"), read_only=True) as ledger:
        assert ledger.execute("SELECT count(*), count(DISTINCT record) FROM shown").fetchall() == [(300, 300)]
        assert ledger.execute("SELECT lens, name FROM client").fetchall() == [("address", "192.0.2.1")]
    assert (tmp_path / "ledger.key").exists()
