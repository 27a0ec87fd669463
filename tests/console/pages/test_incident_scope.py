"""Scope, timeline and evidence on their tabs: counted at once in a small ledger, on demand in a large one."""

from __future__ import annotations

from dataclasses import replace

from headcount.errors import LedgerError
from headcount.ledger.embedded import EmbeddedLedger
from tests.console.pages.handled import Handled, read


def test_scope_is_counted_from_the_ledger(handling: Handled) -> None:
    page = read(handling.browser().get("/incidents/1/scope").text)
    assert "people 400 records 400 pieces of data 800 in clear 800" in page
    assert "1 client was shown 400 records of 400 people, from 2026-03-03 12:46 to 2026-03-03 16:06 UTC." in page
    assert "phone number 400 400 400 400 0 400" in page


def test_a_large_ledger_is_counted_when_somebody_asks(handling: Handled) -> None:
    handling.board.large = True
    handling.parts = replace(handling.parts, ledger=handling.folder / "large.ledger")
    browser = handling.browser()
    for tab in ("scope", "timeline", "evidence", "duties", "notices"):
        assert "The scope is not counted yet" in read(browser.get(f"/incidents/1/{tab}").text), tab
    assert browser.get("/api/v1/incidents/1/scope").json() == {"counted": None, "exposure": None}
    answer = browser.post("/incidents/1/count", data={"tab": "timeline"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/incidents/1/timeline")
    for tab in ("scope", "timeline", "evidence", "duties", "notices"):
        assert "Counted from the ledger 2026-11-20 09:30 UTC." in read(browser.get(f"/incidents/1/{tab}").text), tab
    assert browser.post("/incidents/1/count", data={"tab": "../x"}).headers["location"] == "/incidents/1/scope"


def test_the_timeline_has_a_picture_and_its_numbers(handling: Handled) -> None:
    page = handling.browser().get("/incidents/1/timeline").text
    assert "<svg" in page
    assert "2026-03-03 12:46 UTC first shown the first record that is counted was shown" in read(page)
    assert "2026-11-20 01:30 UTC aware" in read(page)


def test_evidence_names_lines_of_logs(handling: Handled) -> None:
    page = read(handling.browser().get("/incidents/1/evidence").text)
    assert "The showings stand in 1 log." in page
    assert "leaky.log combined 400 6,024 7,136 10,695" in page


def test_a_count_that_fails_is_told(handling: Handled) -> None:
    def gone() -> EmbeddedLedger:
        raise LedgerError("people.ledger is in use by another process; wait for it")

    handling.parts = replace(handling.parts, beside=gone, ledger=handling.folder / "other.ledger")
    answer = handling.browser().get("/incidents/1/scope")
    assert answer.status_code == 503
    assert "people.ledger is in use by another process; wait for it" in read(answer.text)
