"""In CI a skip is a failure, unless it says that ../shared/data is not here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.house.tree import TESTS

CASES = """
import pytest

def test_tool() -> None:
    pytest.skip("no chromium on this machine")

def test_data() -> None:
    pytest.skip("../shared/data is not here")
"""


def _closing_line(tmp_path: Path, environment: dict[str, str]) -> str:
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
        check=False,
    )
    return run.stdout.strip().splitlines()[-1].rpartition(" in ")[0]


def test_a_skip_is_a_failure_in_ci_only(tmp_path: Path) -> None:
    shutil.copy(TESTS / "conftest.py", tmp_path)
    (tmp_path / "test_cases.py").write_text(CASES)
    at_home = {name: value for name, value in os.environ.items() if name != "CI" and not name.startswith("PYTEST")}
    at_home["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    assert _closing_line(tmp_path, at_home) == "2 skipped"
    assert _closing_line(tmp_path, {**at_home, "CI": "true"}) == "1 failed, 1 skipped"
