from __future__ import annotations

from pathlib import Path

import pytest

from headcount.cli import main
from tests.cli.ledgers.conftest import said, viewers


def test_rows_expire_as_the_configuration_says(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "headcount.toml"
    config.write_text('[retention]\ndisclosures = "1d"\nregimes = ["CN"]\n')
    dry = said(capsys, "expire", "--ledger", ledger, "--config", config, "--dry-run")
    assert dry[0] == '[retention] disclosures = "1d" is less than 6 months, which CSL 23(3) (was 21(3)) asks for logs'
    assert dry[1].startswith("disclosure rows would be kept since ")
    told = said(capsys, "expire", "--ledger", ledger, "--config", config)
    assert "857 disclosures, 0 attempts, 0 counts of requests were taken out: older than" in told[1]
    assert viewers(capsys, ledger, "43") == []
    assert said(capsys, "expire", "--ledger", ledger, "--config", config)[1:] == ["Nothing is older than it is kept."]
    assert [line.split()[0] for line in said(capsys, "about", "--ledger", ledger)[1:4]] == ["0", "2", "20"]
    assert main(["ledger", "expire", "--ledger", str(ledger)]) == 2
    assert "nothing expires" in capsys.readouterr().err
