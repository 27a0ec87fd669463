"""What a command line names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from headcount.sources.taps.inputs import expand


def made(folder: Path) -> Path:
    for name in ("b/access.log", "b/access.log.1.gz", "a.log", ".hidden", ".git/config"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    return folder


def test_directories_are_read_to_the_bottom_and_sorted(tmp_path: Path) -> None:
    found, problems = expand([made(tmp_path)])
    assert [os.path.relpath(path, tmp_path) for path in found] == ["a.log", "b/access.log", "b/access.log.1.gz"]
    assert problems == []


def test_globs_standard_input_and_each_file_once(tmp_path: Path) -> None:
    made(tmp_path)
    found, problems = expand(
        ["-", f"{tmp_path}/b/*.gz", f"{tmp_path}/**/access*", tmp_path / "a.log", f"{tmp_path}/b/../a.log", "-"]
    )
    assert found == ["-", f"{tmp_path}/b/access.log.1.gz", f"{tmp_path}/b/access.log", f"{tmp_path}/a.log"]
    assert problems == []


def test_what_names_nothing_is_a_value(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    found, problems = expand([f"{tmp_path}/missing", f"{tmp_path}/*.gz", tmp_path / "empty", "nul\0byte", "x" * 5000])
    assert found == []
    assert [problem.reason for problem in problems] == [
        "no such file",
        "no file matches this pattern",
        "directory without files",
        "no such file",
        "cannot be read",
    ]
    assert {problem.line for problem in problems} == {0}


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path)
    monkeypatch.setattr(os, "access", lambda *_: False)
    found, problems = expand([tmp_path / "a.log"])
    assert (found, [p.reason for p in problems]) == ([], ["no permission to read it"])
