"""Deeds over the API: which states come next, times without a zone, and what is refused."""

from __future__ import annotations

from headcount.console.pages.incident_deeds import next_states
from headcount.model.incident import State
from tests.console.pages.handled import Handled


def test_which_states_come_next() -> None:
    done = (State.CLOSED, State.FALSE_ALARM)
    assert next_states(State.NEW) == (State.TRIAGED, State.CONFIRMED, State.CONTAINED, *done)
    assert next_states(State.CONFIRMED) == (State.CONTAINED, *done, State.TRIAGED)
    assert next_states(State.CLOSED) == next_states(State.FALSE_ALARM) == (State.TRIAGED,)


def test_times_are_utc_unless_they_say_otherwise(handling: Handled) -> None:
    browser = handling.browser()
    for at, told in (("2026-11-20T02:00:00", "02:00"), ("2026-11-20T11:00:00+08:00", "03:00")):
        answer = browser.post("/api/v1/incidents/1/stamps", json={"stamp": "aware", "at": at})
        assert answer.json()["stamps"]["aware"] == f"2026-11-20T{told}:00Z"


def test_what_is_refused_says_why(handling: Handled) -> None:
    browser = handling.browser()
    for path, body, why in (
        ("state", {"state": "new"}, "state"),
        ("state", {"state": "confirmed", "at": "0001-01-01T00:00:00+23:00"}, "beyond what can be counted"),
        ("stamps", {"stamp": "aware"}, "at"),
        ("stamps", {"stamp": "closed", "at": "2026-11-19T00:00:00Z"}, "cannot come before"),
        ("notes", {"text": " "}, "nothing written"),
        ("notes", {"text": "n" * 4001}, "text"),
        ("owner", {"owner": "ann", "more": 1}, "known are number, owner"),
    ):
        answer = browser.post(f"/api/v1/incidents/1/{path}", json=body)
        assert answer.status_code == 400, (path, body)
        assert why in answer.json()["detail"]
    assert browser.post("/api/v1/incidents/9/notes", json={"text": "x"}).status_code == 404
