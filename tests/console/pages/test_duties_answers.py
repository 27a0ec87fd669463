"""Duties over the API: every step of every law, deadlines in UTC, and lower bounds before a count."""

from __future__ import annotations

from dataclasses import replace

from headcount.incident.laws import laws
from tests.console.pages.handled import Handled


def test_every_step_is_told(handling: Handled) -> None:
    told = handling.browser().get("/api/v1/incidents/1/duties").json()
    assert len(told["rows"]) == sum(len(law.steps) for law in laws())
    rows = {(row["law"], row["step"]): row for row in told["rows"]}
    gdpr = rows["eu.gdpr", 1]
    assert (gdpr["standing"], gdpr["due"], gdpr["at_once"]) == ("applies", "2026-11-23T01:30:00Z", False)
    assert (rows["eu.gdpr", 2]["question"], rows["eu.gdpr", 2]["at_once"]) == ("high_risk", True)
    assert rows["jp.appi", 1]["standing"] == "does not apply"
    assert rows["eu.nis2", 1]["question"] == ""


def test_csv(handling: Handled) -> None:
    lines = handling.browser().get("/api/v1/incidents/1/duties?as=csv").text.splitlines()
    assert lines[0].startswith("law,step,instrument,jurisdiction,standing,whom,name,due,at_once,has_deadline,clock,started")


def test_before_a_count_the_findings_are_a_lower_bound(handling: Handled) -> None:
    handling.parts = replace(handling.parts, beside=None, ledger=handling.folder / "none.ledger")
    told = handling.browser().get("/api/v1/incidents/1/duties").json()
    assert told["counted"] is None
    assert {"heading": "Counts are lower bounds", "text": "counted from the findings only"} in told["remarks"]


def test_what_was_said_is_taken_back(handling: Handled) -> None:
    browser = handling.browser()
    for value, said in (("yes", {"crime": "yes"}), ("unknown", {})):
        answer = browser.post("/api/v1/incidents/1/facts", json={"name": "crime", "value": value})
        assert answer.json()["said"] == said
    assert browser.post("/api/v1/incidents/1/facts", json={"name": "crime", "value": "perhaps"}).status_code == 400
