"""The walk-through's commands are run as they are written, on a smaller site; its scope is the lab's truth."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

from docx import Document

from tests.house.tree import ROOT

BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
MADE = "--people 80000 --clients 300 --days 273"
SMALLER = "--people 3000 --clients 200 --days 60"


def test_from_a_log_to_a_sealed_pack_and_a_draft(tmp_path: Path) -> None:
    blocks = BLOCK.findall((ROOT / "docs/walkthrough.md").read_text("utf-8"))
    assert MADE in blocks[0]
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    script = "set -e\n" + "".join(blocks).replace(MADE, SMALLER)
    run = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert run.returncode == 0, run.stderr
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
    assert "are as they were sealed." in run.stdout
    draft = Document(str(folder / "cac.docx"))
    cells = [cell.text for table in draft.tables for row in table.rows for cell in row.cells]
    words = "\n".join([*(paragraph.text for paragraph in draft.paragraphs), *cells])
    assert "A made market" in words
    assert f"{harvest['shown']:,}" in words
    assert "不构成法律意见" in words
    assert "BEGIN:VEVENT" in (folder / "deadlines.ics").read_text()
