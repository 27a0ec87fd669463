"""What deploy/ starts exists: its commands are headcount's own, and its files are there."""

from __future__ import annotations

import configparser
import importlib
import shlex
from pathlib import Path

import pytest
import yaml

from tests.house.tree import ROOT

UNITS = sorted((ROOT / "deploy/systemd").glob("*.service"))
DOCKER = ROOT / "deploy/docker"


def _parse(words: list[str]) -> None:
    """Have headcount's own parser read a command; it ends the process where it cannot."""
    importlib.import_module("headcount.cli").parser().parse_args(words)


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_units_start_commands_that_there_are(unit: Path) -> None:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]  # keys of units have capitals
    read.read_string(unit.read_text())
    program, *words = shlex.split(read["Service"]["ExecStart"])
    assert program == "/opt/headcount/bin/headcount"
    _parse(words)
    assert read["Service"]["User"] == "headcount"
    assert read["Service"]["NoNewPrivileges"] == "yes"
    state = f"/var/lib/{read['Service']['StateDirectory']}"
    assert read["Service"]["WorkingDirectory"] == state
    assert read["Service"]["Environment"] == f"HOME={state}", "kept machine code needs a folder that may be written to"


def test_there_is_a_unit_for_each_process() -> None:
    assert [unit.name for unit in UNITS] == ["headcount-gate.service", "headcount-serve.service"]


def test_the_compose_file_starts_commands_that_there_are() -> None:
    services = yaml.safe_load((DOCKER / "compose.yaml").read_text())["services"]
    for service in services.values():
        _parse(service["command"])
        build = service["build"]
        assert ((DOCKER / build["context"]).resolve() / build["dockerfile"]).exists()
    assert services.keys() == {"serve", "gate"}


def test_the_image_is_made_of_files_that_there_are() -> None:
    copied = [
        line.split()[1:-1]
        for line in (DOCKER / "Dockerfile").read_text().splitlines()
        if line.startswith("COPY ") and "--from" not in line
    ]
    assert copied
    assert [name for names in copied for name in names if not (ROOT / name).exists()] == []
