from __future__ import annotations

import sys

import ics  # type: ignore[import-untyped]  # ships no types
import pytest

from headcount.errors import ConfigError
from headcount.incident.calendar import calendar
from headcount.incident.duties import duties
from tests.made_incident import exposure, facts

AT_ONCE = "at once, from this time on until it is done"
IF = "if the clock had started with the first signal"


def test_every_deadline_is_an_event() -> None:
    known = facts(exposure(700), "SG", "DE", sectors=(), said={"done.eu.gdpr.3": "2026-11-20T12:00:00+00:00"})
    text = calendar(known.incident, duties(known))
    events = {event.uid: (str(event.begin), event.name) for event in ics.Calendar(text).events}
    assert events == {
        "7-eu.gdpr-1@headcount": (
            "2026-11-23T02:00:00+00:00",
            "Incident 7, deadline: eu.gdpr 1, tell competent supervisory authority (art. 55)",
        ),
        "7-eu.gdpr-2@headcount": ("2026-11-20T02:00:00+00:00", f"Incident 7, may apply, {AT_ONCE}: eu.gdpr 2, tell the people"),
        "7-sg.pdpa-1@headcount": ("2026-12-20T15:59:59+00:00", "Incident 7, deadline: sg.pdpa 1, finish the own assessment"),
        "7-sg.pdpa-2@headcount": ("2026-11-23T15:59:59+00:00", f"Incident 7, deadline {IF}: sg.pdpa 2, tell PDPC"),
        "7-sg.pdpa-3@headcount": (
            "2026-11-20T01:00:00+00:00",
            f"Incident 7, may apply, {AT_ONCE} {IF}: sg.pdpa 3, tell the people",
        ),
    }
    assert text.count("does not run yet") == 2
    unfolded = text.replace("\r\n ", "")
    assert unfolded.count("Still missing: contact\\, harm\\, measures.") == 2
    assert text.count("Not legal advice.") == 5


def test_the_same_duties_give_the_same_calendar() -> None:
    known = facts(exposure(700), "SG", "DE", sectors=())
    text = calendar(known.incident, duties(known))
    assert calendar(known.incident, duties(known)) == text
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:headcount\r\nBEGIN:VEVENT\r\n")
    assert text.endswith("END:VEVENT\r\nEND:VCALENDAR\r\n")


def test_the_extra_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ics", None)
    known = facts(exposure(5), "DE")
    with pytest.raises(ConfigError, match=r"headcount\[incident\]"):
        calendar(known.incident, duties(known))
