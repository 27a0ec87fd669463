"""Every log that others wrote, read in pieces and in order: the same showings, misses, routes, steps and skipped lines.

What a cluster counts of these is compared in tests/services/test_spark.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import headcount.intake.files
import headcount.intake.queue
import headcount.intake.waves
import headcount.sources.taps.file
from headcount.errors import OrderError
from headcount.sources.taps import ranges
from headcount.sources.taps.file import FileTap
from tests.pieces import in_order, in_pieces

DATA = Path(__file__).parents[2].parent / "shared" / "data"
FOLDERS = (
    "apache-elastic",
    "audit-panther",
    "cloudtrail-invictus",
    "joomla-raith",
    "logformats-matomo",
    "logs-crowdsec",
    "vulnscan-catak",
    "webbots-d1-train",
)
BLOCK = 8_192


@pytest.mark.parametrize("folder", FOLDERS)
def test_real_logs(folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    logs = DATA / folder
    if not logs.is_dir():
        pytest.skip(f"{folder} is not in ../shared/data")
    monkeypatch.setattr(FileTap.__init__, "__defaults__", (0, 1, BLOCK))  # so that a small log has many blocks
    for module in (ranges, headcount.intake.queue, headcount.intake.waves):
        monkeypatch.setattr(module, "BLOCK", BLOCK)
    monkeypatch.setattr(headcount.sources.taps.file, "HEAD", 4_096)
    monkeypatch.setattr(headcount.intake.files, "_SAMPLES", 0)
    different = []
    for number, log in enumerate(
        sorted(file for file in logs.rglob("*") if file.is_file() and file.suffix not in {".txt", ".tsv"})
    ):
        storage = tmp_path / str(number)
        storage.mkdir()
        try:
            reading, pieced = in_pieces([str(log)], storage)
        except OrderError:
            continue
        tally, whole = in_order([str(log)])
        if reading.tally != tally or pieced != whole:
            different.append(log.relative_to(DATA).as_posix())
    assert different == []
