"""The README's commands are run as they are written, in a copy of the project.

`make`, and the first of ours, are processes; the others share this one, which spares a second each.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from headcount.cli import main
from tests.house.tree import ROOT, files

BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
FOUND_SOMETHING = 3
OURS = ".venv/bin/headcount "
COMMANDS = [
    line.removeprefix("$ ")
    for block in BLOCK.findall((ROOT / "README.md").read_text("utf-8"))
    for line in block.splitlines()
    if line.startswith("$ ")
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project in a folder of its own, where set-up is done already: its `.venv` is the environment of this test run."""
    folder = tmp_path_factory.mktemp("headcount")
    for path in files():
        if path.suffix != ".py" or not path.is_relative_to(ROOT / "tests"):
            (folder / path.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, folder / path.relative_to(ROOT))
    environment = folder / ".venv"
    environment.mkdir()
    for entry in Path(sys.prefix).iterdir():
        if entry.name in {"bin", "include", "lib", "lib64", "pyvenv.cfg"}:
            (environment / entry.name).symlink_to(entry)
    for stamp in ("made", "ready", "ready-dev"):
        (environment / stamp).touch()
    return folder


def _run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}}
    return subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        stdin=subprocess.DEVNULL,
        env=environment,
    )


def test_the_two_commands_are_there() -> None:
    assert [command for command in COMMANDS if command.startswith("make")] == ["make scan", "make test"]
    assert any("headcount scan" in command for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_command(command: str, copy: Path, capfd: pytest.CaptureFixture[str]) -> None:
    if command == "make test":  # it is this very run: only what it would do is asked
        run = _run("make --dry-run test", copy)
        steps = [shlex.split(line)[0] for line in run.stdout.splitlines() if line.startswith(".venv/bin/")]
        assert steps == [".venv/bin/ruff", ".venv/bin/ruff", ".venv/bin/lint-imports", ".venv/bin/mypy", ".venv/bin/pytest"]
        return
    if command.startswith(OURS) and command != next(one for one in COMMANDS if one.startswith(OURS)):
        with contextlib.chdir(copy):
            assert main(shlex.split(command)[1:]) in {0, FOUND_SOMETHING}, capfd.readouterr().err
        return
    run = _run(command, copy)
    assert "Traceback" not in run.stderr
    assert run.returncode in {0, FOUND_SOMETHING}, run.stderr
    if command == "make scan":
        assert run.returncode == 0
        assert run.stdout.splitlines()[-1] == "report: headcount-report.html"
        assert "<html" in (copy / "headcount-report.html").read_text("utf-8")


def test_set_up_is_done_once_and_again_when_the_lock_changes(copy: Path) -> None:
    installs = "install --require-hashes --requirement requirements.txt"
    assert installs not in _run("make --dry-run scan", copy).stdout
    later = (copy / ".venv" / "ready").stat().st_mtime + 10
    os.utime(copy / "requirements.txt", (later, later))
    assert installs in _run("make --dry-run scan", copy).stdout
