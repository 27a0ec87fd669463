"""The explanations of a client are a look at it, and stand on its page."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from headcount.config import load
from headcount.console.pages import client
from tests.console.conftest import World
from tests.console.made_parts import MadeWatch, made_parts
from tests.console.pages.browsing import opened, text


def test_told_and_written_down(tmp_path: Path, world: World) -> None:
    (tmp_path / "own.csv").write_text("client,record\nann,1\n")
    (tmp_path / "headcount.toml").write_text('[[relations]]\nentity = "people"\nfile = "own.csv"\n')
    watch = MadeWatch()
    made = made_parts(tmp_path, watch=watch)
    parts = dataclasses.replace(made, config=lambda: load(tmp_path / "headcount.toml"), tokens=world.tokens())
    browser = opened(client.PAGE, parts)
    told = browser.get("/api/v1/explanations/account/ann").json()
    assert told == {"tables": 1, "counted": True, "records": 100, "explained": 0, "rows": [{"table": "own.csv", "explained": 0}]}
    assert watch.looks == [("ann", "client", "account:ann", "/explanations/{lens}/{name}")]
    page = text(browser.get("/clients/account/ann").text)
    assert "The relation table own.csv explains 0 of 100 at their first showing. No reason is on record for 100 of 100." in page
    (tmp_path / "own.csv").write_text("client,record\n" + "bob,7\n" * 400_000)
    page = browser.get("/clients/account/ann").text
    assert 'href="/clients/account/ann?reasons=all">Count it</a>' in page
    assert "explains 0 of 100" in text(browser.get("/clients/account/ann?reasons=all").text)
