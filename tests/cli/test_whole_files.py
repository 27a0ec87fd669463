"""Output files that are whole or not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from headcount.cli.whole_files import write_whole
from headcount.errors import HeadcountError


def test_written_and_written_again(tmp_path: Path) -> None:
    path = tmp_path / "o.json"
    write_whole(path, b"one")
    path.chmod(0o640)
    write_whole(str(path), b"two")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"two", 0o640)
    assert [entry.name for entry in tmp_path.iterdir()] == ["o.json"]


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "o.json"
    write_whole(path, b"one")

    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(HeadcountError, match=r"o\.json: cannot be written \(No space left on device\); nothing was changed"):
        write_whole(path, b"two")
    assert path.read_bytes() == b"one"
    assert [entry.name for entry in tmp_path.iterdir()] == ["o.json"]


def test_what_is_no_plain_file(tmp_path: Path) -> None:
    write_whole(os.devnull, b"x")
    assert Path(os.devnull).is_char_device()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "o.json")
    write_whole(link, b"x")
    assert (link.is_symlink(), (tmp_path / "o.json").read_bytes()) == (True, b"x")
