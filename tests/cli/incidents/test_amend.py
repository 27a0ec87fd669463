from __future__ import annotations

from tests.cli.incidents.conftest import Headcount


def test_what_is_written_down_is_in_the_log(headcount: Headcount) -> None:
    assert headcount("incident", "assign", "1", "privacy office", "--by", "ann").code == 0
    assert headcount("incident", "note", "1", "the partner was called", "--by", "bob").code == 0
    assert headcount("incident", "explain", "1", "load test", "--by", "bob").code == 0
    stamped = headcount("incident", "stamp", "1", "aware", "2026-03-05T10:00+08:00", "--by", "ann")
    assert (stamped.code, stamped.out) == (0, "")
    assert stamped.err.startswith("incident 1: new, privacy office: Id enumeration")
    document = headcount("incident", "show", "1", "--json", "-").json
    assert [(c["by"], c["what"], c["detail"]) for c in document["changes"][4:]] == [
        ("ann", "owner", "privacy office"),
        ("bob", "note", "the partner was called"),
        ("bob", "explanation", "load test"),
        ("ann", "stamp", "aware: 2026-03-05T02:00Z"),
    ]
    incident = document["incident"]
    assert (incident["owner"], incident["explanation"]) == ("privacy office", "load test")
    assert incident["stamps"]["aware"] == "2026-03-05T02:00:00Z"


def test_what_is_not_there_is_not_amended(headcount: Headcount) -> None:
    assert headcount("incident", "note", "9", "x").code == 2
    assert headcount("incident", "stamp", "1", "once", "2026-03-05T10:00+08:00").code == 2
    assert headcount("incident", "assign", "one", "x").code == 2
