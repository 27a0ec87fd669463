from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from headcount.errors import LedgerError
from tests.cli.incidents.conftest import Headcount


@pytest.fixture
def packing(headcount: Headcount) -> Headcount:
    shutil.copy("access.log", "other.log")
    headcount("incident", "key")
    return headcount


def test_a_pack_is_made_and_logged(packing: Headcount) -> None:
    made = packing("incident", "pack", "1", "--out", "pack", "--by", "privacy office")
    assert (made.code, made.err) == (0, "")
    digest = made.out.splitlines()[1].removeprefix("SHA-256 of the manifest: ")
    assert len(digest) == 64
    assert made.out.splitlines()[2].endswith("access.log: same, 1,200 of 1,200 lines proved")
    entry = packing("incident", "show", "1", "--json", "-").json["changes"][-1]
    assert (entry["what"], entry["by"]) == ("pack", "privacy office")
    assert entry["detail"].startswith(f"manifest SHA-256 {digest}, sealed by ")
    assert json.loads(Path("pack/packed.json").read_text())["by"] == "privacy office"
    assert "stairs" in Path("pack/charts/staircase.svg").read_text()


def test_made_again_it_is_the_same(packing: Headcount) -> None:
    outs = [packing("incident", "pack", "1", "--out", name).out.splitlines() for name in ("one", "two.zip")]
    assert outs[0][1:] == outs[1][1:]
    for file in Path("one").rglob("*.parquet"):
        assert b"203.0.113.77 - -" not in file.read_bytes()


def test_the_text_of_lines_comes_along_only_when_it_is_asked_for_and_the_log_says_so(packing: Headcount) -> None:
    packing("incident", "pack", "1", "--out", "pack", "--with-lines")
    text = Path("pack/lines/0.log").read_text()
    assert text.count("\n") == 1_200
    assert set(text.splitlines()) <= set(Path("access.log").read_text().splitlines())
    entry = packing("incident", "show", "1", "--json", "-").json["changes"][-1]
    assert entry["detail"].endswith("with the text of the log lines")


def test_a_log_that_is_gone_is_said_and_found_elsewhere(packing: Headcount) -> None:
    [path] = {file["path"] for file in json.loads(_files(packing, "before"))}
    moved = Path(path)
    kept = moved.with_name("kept.elsewhere")
    moved.rename(kept)
    try:
        gone = packing("incident", "pack", "1", "--out", "gone")
        assert "gone, 0 of 1,200 lines proved; 1,200 lines are without a digest" in gone.out
        assert "same, 1,200 of 1,200" in packing("incident", "pack", "1", "--out", "found", "--logs", ".").out
    finally:
        kept.rename(moved)


def _files(packing: Headcount, name: str) -> str:
    packing("incident", "pack", "1", "--out", name)
    return Path(name, "lines", "files.json").read_text()


def test_without_a_key_nothing_is_made_and_it_is_said_how_to_make_one(headcount: Headcount) -> None:
    refused = headcount("incident", "pack", "1", "--out", "pack")
    assert (refused.code, refused.out) == (2, "")
    assert "headcount incident key" in refused.err
    assert not Path("pack").exists()
    assert headcount("incident", "pack", "1", "--out", "pack", "--signing-key", "none").code == 2


def test_what_is_there_is_kept_and_the_log_says_nothing(packing: Headcount) -> None:
    Path("pack").mkdir()
    assert packing("incident", "pack", "1", "--out", "pack").code == 2
    assert packing("incident", "pack", "1", "--out", "new", "--logs", "nowhere").code == 2
    assert all(change["what"] != "pack" for change in packing("incident", "show", "1", "--json", "-").json["changes"])


def test_a_pack_that_cannot_be_logged_is_taken_back(packing: Headcount, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise LedgerError("the store cannot be written")

    monkeypatch.setattr("headcount.incident.cases.Cases.add", broken)
    for name in ("pack", "pack.zip"):
        assert packing("incident", "pack", "1", "--out", name, "--with-lines").code == 1
        assert not Path(name).exists()
