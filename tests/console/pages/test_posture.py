# ruff: noqa: RUF001 - Chinese punctuation is meant
"""Our stores on a page: what the last looks found, since when, who accepts it, and how to close it."""

from __future__ import annotations

from pathlib import Path

from headcount.console.interface import Parts, Role
from headcount.console.pages import posture as page_of
from headcount.errors import LedgerError
from headcount.ledger.embedded import EmbeddedLedger
from tests.console.pages.browsing import opened, text
from tests.console.pages.probed import URL, over
from tests.ledger.accesses import TOKENS


def test_stores_weaknesses_and_remedies(looked: Parts) -> None:
    page = opened(page_of.PAGE, looked).get("/posture").text
    assert "1 of 2 stores can be read by strangers." in text(page)
    assert page.count('class="weakness"') == 1
    assert "lock: true" in page
    assert f"ask {URL}" in page
    assert "First found 2026-11-22 09:00 UTC" in text(page)


def test_what_the_baseline_accepts_is_told_and_does_not_count(looked: Parts, tmp_path: Path) -> None:
    file = tmp_path / "accepted.toml"
    lines = '[[accepted]]\nurl = "{}"\ncode = "redis/no-tls"\nowner = "platform team"\nuntil = {}\n'
    file.write_text(lines.format(URL, "2026-12-31"))
    assert looked.beside is not None
    parts = over(tmp_path, looked.beside, str(file))
    browser = opened(page_of.PAGE, parts)
    assert "Accepted by platform team until 2026-12-31." in text(browser.get("/posture").text)
    row = browser.get("/api/v1/posture").json()["rows"][0]
    assert (row["weaknesses"], row["accepted"]) == (0, 1)
    file.write_text(lines.format(URL, "2026-11-19"))
    row = browser.get("/api/v1/posture").json()["rows"][0]
    assert (row["weaknesses"], row["accepted"]) == (1, 0)
    file.write_text("accepted = 3")
    assert "The baseline cannot be read, so nothing is accepted:" in text(browser.get("/posture").text)


def test_nobody_looked_and_a_ledger_that_is_away(tmp_path: Path) -> None:
    empty = tmp_path / "ledger"
    with EmbeddedLedger(empty, TOKENS.key_id):
        pass
    page = text(
        opened(page_of.PAGE, over(tmp_path, lambda: EmbeddedLedger(empty, TOKENS.key_id, read_only=True))).get("/posture").text
    )
    assert "No store of ours was looked at yet" in page
    assert "headcount probe --own --inventory stores.csv --ledger people.ledger" in page

    def away() -> EmbeddedLedger:
        raise LedgerError("the ledger is not open just now")

    assert "The ledger cannot be asked just now" in text(opened(page_of.PAGE, over(tmp_path, away)).get("/posture").text)


def test_a_viewer_may_not(looked: Parts) -> None:
    browser = opened(page_of.PAGE, looked, Role.VIEWER)
    paths = ("/posture", *(f"/api/v1/posture{more}" for more in ("", "/weaknesses", "/history", "/looks")))
    assert {browser.get(path).status_code for path in paths} == {403}


def test_in_chinese(looked: Parts) -> None:
    page = text(opened(page_of.PAGE, looked, language="zh").get("/posture").text)
    assert "2 个存储中有 1 个可被外人读取。" in page
    assert "如何关闭：" in page
