"""The page of the log: filtered, verified, exported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from headcount.console.pages.audit import SORTS
from headcount.console.words import words
from tests.console.pages.administered import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    for number in range(3):
        made.state.audit.looked(made.now, "ben", "client", f"account:client {number} <b>", "/clients")
    made.state.audit.enter(made.now, "ann", "export", "12 people of incident 3")
    yield made
    made.state.close()


def test_entries_are_shown_newest_first_and_escaped(office: Office) -> None:
    text = office.browser.get("/log").text
    assert text.index("12 people of incident 3") < text.index("client account:client 2") < text.index("client account:client 0")
    assert "&lt;b&gt;" in text
    assert "<b>" not in text


def test_filters_leave_what_fits(office: Office) -> None:
    assert "12 people" not in office.browser.get("/log?by=ben").text
    only = office.browser.get("/log?what=look&text=client+1").text
    assert "client 1" in only
    assert "client 2" not in only
    assert "No entry fits" in office.browser.get("/log?by=nobody").text
    assert office.browser.get("/log?since=2026-03-03").text.count("<tr>") == 0
    assert office.browser.get("/log?since=yesterday").status_code == 400
    assert office.browser.get("/log?before=3").text.count("<tr><td") == 2


def test_the_log_is_verified(office: Office) -> None:
    newest = office.state.audit.entries(limit=1)[0]
    told = office.browser.get("/log?check=1").text
    assert "The log is as it was written: 5 entries" in told
    assert newest.digest in told
    with office.state._database.writing() as connection:
        connection.execute(sa.text("UPDATE console_log SET detail = 'nothing' WHERE entry = 2"))
    told = office.browser.get("/log?check=1").text
    assert "1 thing is wrong" in told
    assert "entry 2 is not as it was written" in told


def test_every_sort_has_a_name_in_both_languages() -> None:
    say = words("zh")
    assert [word for word in SORTS.values() if say(word) == word] == []
