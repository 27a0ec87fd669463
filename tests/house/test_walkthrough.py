"""The walk-through's commands are run as they are written, on a smaller site; its scope is the lab's truth."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import zipfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest
from docx import Document

from headcount.cli import main
from tests.house.tree import ROOT

BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
MADE = "--people 80000 --clients 300 --days 273"
SMALLER = "--people 3000 --clients 200 --days 60"


def _steps(block: str) -> Iterator[tuple[bool, list[str]]]:
    """The lines of a block, those that begin with `headcount` apart from those between them."""
    for ours, lines in groupby(block.splitlines(), key=lambda line: line.startswith("headcount ")):
        yield ours, list(lines)


def test_from_a_log_to_a_sealed_pack_and_a_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The commands share this process; the README's are run as processes."""
    blocks = BLOCK.findall((ROOT / "docs/walkthrough.md").read_text("utf-8"))
    assert MADE in blocks[0]
    monkeypatch.chdir(tmp_path)
    said = ""
    for ours, lines in (step for block in blocks for step in _steps(block.replace(MADE, SMALLER))):
        if ours:
            for line in lines:
                assert main(shlex.split(line)[1:]) == 0, (line, capfd.readouterr().err)
            said += capfd.readouterr().out
        else:
            script = "\n".join(["set -e", *lines, "pwd"])
            run = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60, check=False)
            assert run.returncode == 0, run.stderr
            monkeypatch.chdir(run.stdout.splitlines()[-1])
    folder = tmp_path / "taobao"
    [harvest] = json.loads((folder / "truth.json").read_text())["harvests"]
    scope = json.loads((folder / "scope.json").read_text())
    assert [client["name"] for client in scope["clients"]] == harvest["clients"]
    assert (scope["total"]["people"], scope["total"]["records"]) == (harvest["shown"], harvest["shown"])
    assert len((folder / "people.csv").read_text().splitlines()) == harvest["shown"] + 1
    leak = json.loads((folder / "leak.json").read_text())
    assert (leak["verdict"], leak["candidates"][0]["client"]) == ("client", harvest["clients"][0])
    with zipfile.ZipFile(folder / "pack.zip") as pack:
        assert {"manifest.json", "manifest.sig", "exposure.json", "lines/lines.csv"} <= set(pack.namelist())
    assert "are as they were sealed." in said
    draft = Document(str(folder / "cac.docx"))
    cells = [cell.text for table in draft.tables for row in table.rows for cell in row.cells]
    words = "\n".join([*(paragraph.text for paragraph in draft.paragraphs), *cells])
    assert "A made market" in words
    assert f"{harvest['shown']:,}" in words
    assert "不构成法律意见" in words
    assert "BEGIN:VEVENT" in (folder / "deadlines.ics").read_text()
