from __future__ import annotations

from pathlib import Path

from tests.cli.incidents.conftest import Headcount


def test_deadlines_for_a_calendar(headcount: Headcount) -> None:
    Path("headcount.toml").write_text('[organisation]\njurisdictions = ["DE"]\nsectors = []\n')
    headcount("incident", "triage", "1", "--by", "me")
    done = headcount("incident", "calendar", "1", "--fact", "persons=412", "--by", "me", "--out", "deadlines.ics")
    assert (done.code, done.out, done.err) == (0, "", "")
    text = Path("deadlines.ics").read_bytes()
    assert [line for line in text.split(b"\r\n") if line.startswith(b"UID")] == [
        b"UID:1-eu.gdpr-1@headcount",
        b"UID:1-eu.gdpr-2@headcount",
        b"UID:1-eu.gdpr-3@headcount",
    ]
