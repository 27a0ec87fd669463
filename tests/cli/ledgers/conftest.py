"""`headcount ledger` on a ledger of three days."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from headcount.cli import main

LINE = '192.0.2.{} - - [{:02}/Feb/2026:10:{:02}:00 +0000] "GET /users/{} HTTP/1.1" {} 100 "-" "Firefox"\n'


@pytest.fixture(scope="session")
def three_days(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of `l.db`, of a scan of `a.log`.

    Person n was shown to each of 20 addresses with (n + address) % 7 == 0, on day 1 + n % 3; address 3 missed two.
    """
    folder = tmp_path_factory.mktemp("three_days")
    pairs = [(address, number) for number in range(300) for address in range(20) if (number + address) % 7 == 0]
    pairs.sort(key=lambda pair: pair[1] % 3)
    lines = [LINE.format(address, 1 + number % 3, address, number, 200) for address, number in pairs]
    lines += [LINE.format(3, 3, 50, number, 404) for number in (42, 7000)]
    (folder / "a.log").write_text("".join(lines))
    assert main(["scan", str(folder / "a.log"), "--ledger", str(folder / "l.db"), "--quiet", "--fail-on", "never"]) == 0
    return folder


@pytest.fixture
def ledger(three_days: Path, tmp_path: Path) -> Path:
    """The ledger of three days, to change."""
    shutil.copytree(three_days, tmp_path, dirs_exist_ok=True)
    return tmp_path / "l.db"


def said(capsys: pytest.CaptureFixture[str], *words: object) -> list[str]:
    """What `headcount ledger ...` says."""
    capsys.readouterr()
    assert main(["ledger", *map(str, words)]) == 0
    return capsys.readouterr().out.splitlines()


def viewers(capsys: pytest.CaptureFixture[str], ledger: Path, record: str, *words: object) -> list[str]:
    """The addresses that were shown a record, the first to see it first."""
    capsys.readouterr()
    assert main(["who-saw", record, "--ledger", str(ledger), *map(str, words)]) == 0
    return [line.split()[4].rstrip(",") for line in capsys.readouterr().out.splitlines()[1:]]
