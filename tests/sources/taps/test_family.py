"""Names that rotation makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from headcount.sources.taps.family import rotated, same_family


@pytest.mark.parametrize(
    "name",
    [
        "access.log.1",
        "access.log.12.gz",
        "access.log-20260301",
        "access.log-20260301.gz",
        "access.log.old",
        "access-2026-03-01.log",
        "access_20260301T1200.log.zst",
    ],
)
def test_what_a_rotation_makes(name: str) -> None:
    assert same_family("/var/log/access.log", f"/var/log/{name}")
    assert not same_family("/var/log/access.log", f"/elsewhere/{name}")


@pytest.mark.parametrize(
    "name", ["access.log.swp", "access.logs", "error.log", "error.log.1", "access2.txt", "access.log.1.part"]
)
def test_what_it_does_not(name: str) -> None:
    assert not same_family("/var/log/access.log", f"/var/log/{name}")


def test_a_name_is_its_own_family() -> None:
    assert same_family("/a/b", "/a/b")


def test_rotated_files_are_found_beside(tmp_path: Path) -> None:
    for name in ("access.log", "access.log.1", "access.log.2.gz", "error.log.1", "access.log.swp"):
        (tmp_path / name).touch()
    (tmp_path / "access.log.3").mkdir()
    assert rotated(str(tmp_path / "access.log")) == [str(tmp_path / "access.log.1"), str(tmp_path / "access.log.2.gz")]
    assert rotated(str(tmp_path / "none" / "access.log")) == []
