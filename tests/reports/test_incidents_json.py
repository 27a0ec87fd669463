"""Incidents as JSON."""

from __future__ import annotations

import json

from headcount.model.incident import Change, ClientName, Incident, Stamps, State
from headcount.reports.incidents_json import incident_json, incidents_json
from tests.incident.made_signals import START, signal

ONE = signal("B/1", lens="agent", members=("ann",))
INCIDENT = Incident(
    1, State.FALSE_ALARM, "Slow crawl", (ClientName("account", "ann"),), (ONE,), ONE.first, ONE.last, Stamps(START)
)
CHANGE = Change(1, 1, START, "ann", "opened", "Slow crawl", "0" * 64, "1" * 64, "2" * 64)


def test_every_field_is_there() -> None:
    document = json.loads(incident_json(INCIDENT, [CHANGE]))
    assert document["schema"] == "headcount.incidents/1"
    assert set(document["incident"]) == set(Incident.__struct_fields__)
    assert set(document["changes"][0]) == set(Change.__struct_fields__)
    assert document["incident"]["state"] == "false_alarm"
    assert document["incident"]["stamps"] == {
        "signalled": "2026-03-02T09:00:00Z",
        "aware": None,
        "confirmed": None,
        "contained": None,
        "closed": None,
    }
    assert document["incident"]["signals"][0]["members"] == [{"lens": "account", "name": "ann"}]
    assert document["changes"][0]["at"] == "2026-03-02T09:00:00Z"


def test_the_list_has_the_same_incidents() -> None:
    document = json.loads(incidents_json([INCIDENT]))
    assert document["incidents"] == [json.loads(incident_json(INCIDENT, []))["incident"]]
    assert json.loads(incidents_json([]))["incidents"] == []
