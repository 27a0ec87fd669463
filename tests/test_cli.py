from __future__ import annotations

import subprocess
import sys

import pytest

from headcount import cli

PROGRAM = """
import sys
from headcount.cli import main
try:
    main(sys.argv[1:])
finally:
    print(sorted({"duckdb", "numba", "numpy", "pyarrow", "rich"} & set(sys.modules)), file=sys.stderr)
"""


def test_the_help_lists_commands_as_their_modules_name_themselves() -> None:
    assert cli.parser(()).format_help() == cli.parser().format_help()


@pytest.mark.parametrize("words", [("--help",), ("--version",)])
def test_the_help_needs_nothing_heavy(words: tuple[str, ...]) -> None:
    told = subprocess.run((sys.executable, "-c", PROGRAM, *words), capture_output=True, text=True, check=True)
    assert told.stderr == "[]\n"


def test_a_command_that_there_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main(["guess"])
    assert "invalid choice: 'guess'" in capsys.readouterr().err
