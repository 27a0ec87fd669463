from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.ledgers.conftest import said


def test_about_says_what_is_there(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = said(capsys, "about", "--ledger", ledger)
    assert told[0] == f"{ledger}: 2026-02-01 10:00 to 2026-02-03 10:50 UTC"
    assert [line.split()[0] for line in told[1:4]] == ["857", "2", "20"]
    assert told[4:] == ["Nothing was ever taken out of it."]
