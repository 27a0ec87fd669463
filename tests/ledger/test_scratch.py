from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from headcount.ledger.scratch import Scratch

HOLD = """
import sys, time
from pathlib import Path
from headcount.ledger.scratch import Scratch
scratch = Scratch()
Path(scratch.name, "spilled").write_text("rows")
print(scratch.name, flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def test_it_goes_with_its_run(folder: Path) -> None:
    scratch = Scratch()
    assert [str(path) for path in folder.iterdir()] == [scratch.name]
    assert Path(scratch.name).stat().st_mode & 0o777 == 0o700
    Path(scratch.name, "spilled").write_text("rows")
    scratch.cleanup()
    scratch.cleanup()
    assert list(folder.iterdir()) == []


def test_of_a_killed_run_it_goes_with_the_next_and_of_a_running_one_it_stays(folder: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        theirs = Path(run.stdout.readline().strip())
        first = Scratch()
        assert sorted(path.name for path in theirs.iterdir()) == ["lock", "spilled"]
        run.send_signal(signal.SIGKILL)
        run.wait()
    assert theirs.exists()
    second = Scratch()
    assert sorted(folder.iterdir()) == sorted(Path(one.name) for one in (first, second))
    first.cleanup()
    second.cleanup()


def test_what_is_not_a_runs_is_let_be(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere" / "lock").write_text("")
    (folder / "headcount-link").symlink_to(folder / "elsewhere")
    (folder / "headcount-unlocked").mkdir()
    (folder / "headcount-file").write_text("")
    Scratch().cleanup()
    assert sorted(path.name for path in folder.iterdir()) == [
        "elsewhere",
        "headcount-file",
        "headcount-link",
        "headcount-unlocked",
    ]
    assert (folder / "elsewhere" / "lock").exists()
