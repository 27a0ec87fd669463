from __future__ import annotations

import datetime as dt
import json

from headcount.incident.duties import duties, remarks
from headcount.incident.severity import severity
from headcount.reports.duties_json import duties_json
from tests.made_incident import AWARE, exposure, facts


def test_every_duty_with_the_seconds_that_are_left() -> None:
    known = facts(exposure(61), "DE", sectors=())
    found = duties(known)
    told = json.loads(duties_json(known.incident, found, severity(known), remarks(known), AWARE + dt.timedelta(hours=2)))
    assert told["schema"] == "headcount.duties/1"
    assert (told["incident"], told["state"], told["at"]) == (7, "triaged", "2026-11-20T04:00:00Z")
    assert len(told["duties"]) == len(found)
    first = next(duty for duty in told["duties"] if duty["law"] == "eu.gdpr")
    wanted = ("step", "standing", "due", "seconds_left", "mark", "missing", "asks")
    assert {name: first[name] for name in wanted} == {
        "step": 1,
        "standing": "applies",
        "due": "2026-11-23T03:00:00+01:00",
        "seconds_left": 70 * 3600,
        "mark": "text",
        "missing": ["contact", "harm", "measures"],
        "asks": [],
    }
    assert told["severity"] is None
    assert told["remarks"][0]["instrument"] == "Digital Omnibus (proposal of 2025-11-19)"
    assert told["disclaimer"].startswith("Not legal advice")
