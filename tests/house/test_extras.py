"""What the extras bring is not needed by anything else: the other commands run without it, and those that need it name it."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import ROOT

MODULES = {
    "argon2-cffi": "argon2",
    "grpcio": "grpc",
    "nats-py": "nats",
    "opentelemetry-exporter-otlp-proto-http": "opentelemetry.exporter",
    "opentelemetry-proto": "opentelemetry",
    "opentelemetry-sdk": "opentelemetry.sdk",
    "protobuf": "google.protobuf",
    "python-docx": "docx",
    "python-multipart": "python_multipart",
}
"""Packages whose module is called otherwise."""
WITHOUT = """
import sys
for name in {names!r}:
    sys.modules[name] = None  # importing it fails
from headcount.cli import main
sys.exit(next((code for words in {commands!r} if (code := main(words))), 0))
"""
"""Runs commands one after the other, up to the first that fails."""


def _optional() -> list[str]:
    """Modules that only the extras bring."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    names = [
        re.split(r"[<>=!~\[; ]", line, maxsplit=1)[0]
        for line in [*extras["live"], *extras["incident"], *extras["console"], *extras["spark"], *extras["traces"]]
    ]
    looked_for = {"pandas"}  # by pyarrow, which does without
    return [MODULES.get(name, name.replace("-", "_")) for name in names if name not in looked_for]


def _run(folder: Path, *commands: str) -> subprocess.CompletedProcess[str]:
    code = WITHOUT.format(names=_optional(), commands=[command.split() for command in commands])
    return subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False, timeout=300)


def test_commands_that_read_what_there_is_need_none_of_it(tmp_path: Path) -> None:
    (tmp_path / "access.log").write_text('192.0.2.1 - - [01/Nov/2025:10:00:00 +0000] "GET /u/4711 HTTP/1.1" 200 5\n' * 3)
    (tmp_path / "headcount.toml").write_text('[[agreements]]\nname = "export"\naddresses = ["192.0.2.1"]\n')
    read = (
        "scan access.log --ledger people.ledger",
        "count --ledger people.ledger 192.0.2.1",
        "map --ledger people.ledger",
        "who-saw 4711 --ledger people.ledger --report report.html",
        "ledger erase 4711 --ledger people.ledger",
        "incident list --ledger people.ledger",
        "--help",
    )
    ended = _run(tmp_path, *read)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "\nusage: headcount " in ended.stdout


def test_a_report_on_paper_names_the_extra(tmp_path: Path) -> None:
    (tmp_path / "access.log").write_text('192.0.2.1 - - [01/Nov/2025:10:00:00 +0000] "GET /u/4711 HTTP/1.1" 200 5\n' * 3)
    report = "who-saw 4711 --ledger people.ledger --report report.pdf"
    ended = _run(tmp_path, "scan access.log --ledger people.ledger --quiet", report)
    assert (ended.returncode, (tmp_path / "report.pdf").exists()) == (2, False)
    assert "headcount[incident]" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("command", ["serve", "gate"])
def test_a_live_command_names_the_extra(tmp_path: Path, command: str) -> None:
    (tmp_path / "access.log").touch()
    words = " access.log --ledger people.ledger" if command == "serve" else ""
    ended = _run(tmp_path, command + words)
    assert ended.returncode == 2
    assert "headcount[live]" in ended.stderr
    assert "Traceback" not in ended.stderr
