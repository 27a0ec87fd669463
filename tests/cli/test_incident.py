"""The command below which the sub-commands of incidents stand."""

from __future__ import annotations

import re

import pytest

from headcount.cli import main
from headcount.cli.incidents import SUBCOMMANDS


def test_every_sub_command_is_in_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["incident", "--help"])
    told = capsys.readouterr().out
    assert stop.value.code == 0
    above = ("list", "show", "triage", "confirm", "contain", "close", "reopen")
    for name in (*above, "assign", "note", "explain", "stamp", "verify-log"):
        assert re.search(rf"^ +{name}\b", told, re.MULTILINE), name
    assert {"list", "show", "move", "amend", "verify-log"} <= SUBCOMMANDS.keys()


def test_without_a_sub_command_it_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["incident"])
    assert stop.value.code == 2
    assert "WHAT" in capsys.readouterr().err
