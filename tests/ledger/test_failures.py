"""Failures of the engine in words of ours."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from headcount.ledger.failures import failed, not_opened


@pytest.mark.parametrize(
    ("error", "word", "remedy"),
    [
        (duckdb.OutOfMemoryException, "no room left for temporary files", "TMPDIR"),
        (duckdb.IOException, "IOException", "Make room and run it again"),
    ],
)
def test_no_text_of_the_engine_is_told(error: type[duckdb.Error], word: str, remedy: str) -> None:
    told = failed("made.ledger", error("a value: 138 0013 8000"))
    assert told.startswith("made.ledger ")
    assert word in told
    assert remedy in told
    assert "138" not in told


def test_why_a_file_is_not_opened(tmp_path: Path) -> None:
    there = tmp_path / "file"
    there.touch()
    assert "in use by another process" in not_opened(there, duckdb.IOException("IO Error: Could not set lock on file"))
    assert "is not a headcount ledger, or is damaged" in not_opened(there, duckdb.IOException("anything"))
    assert "check that its directory exists" in not_opened(tmp_path / "no" / "file", duckdb.IOException("anything"))
