from __future__ import annotations

import json
from pathlib import Path

import pytest

from headcount.errors import HeadcountError
from headcount.lab.scanning import scan
from tests.made import harvested_shop


def test_a_scan_is_what_the_command_says(tmp_path: Path) -> None:
    (tmp_path / "access.log").write_text("".join(harvested_shop()))
    answer = tmp_path / "scan.json"
    told = json.loads(scan(tmp_path / "access.log", answer, None))
    assert told["schema"] == "headcount.scan/1"
    assert told == json.loads(answer.read_bytes())
    assert len(told["findings"]) >= 1


def test_detectors_can_be_left_out_and_a_configuration_named(tmp_path: Path) -> None:
    (tmp_path / "access.log").write_text("".join(harvested_shop()))
    (tmp_path / "site.toml").write_text('[[routes]]\ntemplate = "/declared/{id}"\nsubject = "id"\n')
    told = json.loads(scan(tmp_path / "access.log", tmp_path / "scan.json", tmp_path / "site.toml", detect=False))
    assert told["findings"] == []
    assert told["coverage"]["accesses"] > 0


def test_a_scan_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(HeadcountError, match="no readable input"):
        scan(tmp_path / "gone.log", tmp_path / "scan.json", None)
