from __future__ import annotations

from pathlib import Path

import pytest

from headcount.cli import main
from tests.cli.ledgers.conftest import said, viewers

LINE = '198.51.100.{} - - [02/Feb/2026:10:{:02}:30 +0000] "GET /users/{} HTTP/1.1" 200 100 "-" "Firefox"\n'


def test_two_ledgers_become_one(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Person 7 is in both: shown to three addresses in the one and to one more in the other."""
    (tmp_path / "b.log").write_text("".join(LINE.format(1 + n // 300, n % 60, n % 300) for n in range(600)))
    key = ["--key", str(tmp_path / "l.db.key")]
    assert main(["scan", str(tmp_path / "b.log"), "--ledger", str(tmp_path / "b.db"), *key, "--quiet", "--fail-on", "never"]) == 0
    before = viewers(capsys, ledger, "users/7")
    told = said(capsys, "merge", ledger, tmp_path / "b.db", "--into", tmp_path / "all.db")
    assert told == [f"{tmp_path / 'all.db'}: 2 ledgers, 1,457 disclosures of 300 different records to 22 clients, 2 attempts"]
    assert sorted(viewers(capsys, tmp_path / "all.db", "users/7", *key)) == sorted([*before, "198.51.100.1", "198.51.100.2"])


def test_what_cannot_be_merged(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", "merge", str(tmp_path / "no"), "--into", str(tmp_path / "all.db")]) == 2
    assert main(["ledger", "merge", str(ledger), "--into", str(tmp_path / "no" / "all.db")]) == 2
    assert main(["ledger", "merge", str(ledger), "--into", str(ledger)]) == 1
    told = capsys.readouterr().err.splitlines()
    assert ["no such ledger" in told[0], "no directory" in told[1], "is there already" in told[2]] == [True, True, True]
