from __future__ import annotations

from pathlib import Path

import numpy as np

from headcount.intake.found_logs import FoundLogs
from headcount.ledger.exposure_rows import LoggedFile
from headcount.sources.taps.file import head_digest, tail_digest


def _file(path: Path) -> LoggedFile:
    size = path.stat().st_size
    return LoggedFile(3, str(path), "combined", size, head_digest(str(path), size), size, tail_digest(str(path), size), 3)


def test_a_log_is_found_where_it_was_or_below_a_folder(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text("one\ntwo\nthree\n")
    file = _file(log)
    logs = FoundLogs()
    assert logs.find(file) == "same"
    assert list(logs.read(file, np.array([1, 3]))) == [(1, b"one"), (3, b"three")]
    (tmp_path / "old").mkdir()
    log.rename(tmp_path / "old" / "moved.txt")
    assert FoundLogs().find(file) == "gone"
    moved = FoundLogs([tmp_path / "old"])
    assert moved.find(file) == "same"
    assert list(moved.read(file, np.array([2]))) == [(2, b"two")]
