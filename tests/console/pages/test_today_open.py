"""The open incidents on Today: counted, the most urgent first, and never old."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec

from headcount.config import Config
from headcount.config.organisation import OrganisationConfig
from headcount.console.pages import today
from headcount.console.pages.today_open import open_incidents
from headcount.incident.cases import Cases
from headcount.model.incident import Incident, State
from tests.console.made_parts import (
    DAY,
    HOUR,
    NOW,
    made_parts,
)
from tests.console.pages.browsing import hear, opened, text
from tests.incident.made_signals import signal


def test_open_incidents_stand_with_their_next_deadline(tmp_path: Path) -> None:
    hear(tmp_path, signal("ann", records=1200), signal("ann", detector="canary", records=2), signal("bob", records=700))
    with Cases(tmp_path / "people.incidents") as cases:
        cases.move(2, State.TRIAGED, by="ann", at=NOW - DAY)
    browser = opened(today.PAGE, made_parts(tmp_path))
    page = text(browser.get("/").text)
    assert "1 new, 1 triaged" in page
    assert "In 1 of them a canary was touched" in page
    assert "Slow crawl by account bob" in page
    told = browser.get("/api/v1/waiting").json()
    assert told["total"] == 2
    assert [(one["number"], one["canary"], one["records"]) for one in told["rows"]] == [(2, False, 700), (1, True, 1200)]
    assert all(one["clock"]["due"] for one in told["rows"])


def test_ten_thousand_incidents_are_counted_and_few_are_named(tmp_path: Path) -> None:
    hear(tmp_path, signal("u00001"))
    with closing(sqlite3.connect(tmp_path / "people.incidents")) as store, store:
        [told] = store.execute("SELECT incident FROM incident").fetchone()
        one = msgspec.json.decode(told, type=Incident)
        more = [(n, "new", msgspec.json.encode(msgspec.structs.replace(one, number=n)).decode()) for n in range(2, 10_001)]
        store.executemany("INSERT INTO incident (number, state, incident) VALUES (?, ?, ?)", more)
    page = text(opened(today.PAGE, made_parts(tmp_path)).get("/").text)
    assert "10,000 new" in page
    assert "All 10,000 open incidents" in page
    assert page.count("Slow crawl by account") == 10


def test_a_change_is_seen_at_once(tmp_path: Path) -> None:
    hear(tmp_path, signal("ann"))
    parts = made_parts(tmp_path)
    assert open_incidents(parts).states == {State.NEW: 1}
    with parts.cases() as cases:
        cases.move(1, State.TRIAGED, by="ann", at=NOW - DAY)
    assert open_incidents(parts).states == {State.TRIAGED: 1}


def test_the_earliest_deadline_comes_first_then_the_newest(tmp_path: Path) -> None:
    hear(tmp_path, signal("ann"), signal("bob"), signal("carl"))
    organisation = OrganisationConfig(role="controller", jurisdictions=["EU"])
    parts = replace(made_parts(tmp_path), config=lambda: Config(organisation=organisation))
    with parts.cases() as cases:
        cases.move(2, State.TRIAGED, by="ann", at=NOW - DAY)
        cases.move(2, State.CONFIRMED, by="ann", at=NOW - HOUR)
    first, *others = open_incidents(parts).rows
    assert first.number == 2
    assert first.clock is not None
    assert first.clock.due <= NOW - DAY + dt.timedelta(hours=72)
    assert [one.number for one in others] == [3, 1]
    assert all(one.clock is None or one.clock.due > first.clock.due for one in others)
