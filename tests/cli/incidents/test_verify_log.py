from __future__ import annotations

import sqlite3

from tests.cli.incidents.conftest import Headcount


def test_a_log_that_stands_as_written(headcount: Headcount) -> None:
    verified = headcount("incident", "verify-log")
    assert (verified.code, verified.err) == (0, "")
    digest = headcount("incident", "show", "1", "--json", "-").json["changes"][-1]["digest"]
    assert verified.out == f"4 entries stand as written; the newest has the digest {digest}\n"
    headcount("incident", "note", "1", "more")
    assert headcount("incident", "verify-log", "--contains", digest.upper()).code == 0


def test_a_log_that_was_altered(headcount: Headcount) -> None:
    with sqlite3.connect("people.ledger.incidents") as database:
        database.execute("UPDATE incident_log SET detail = 'nothing' WHERE entry = 2")
    database.close()
    verified = headcount("incident", "verify-log")
    assert (verified.code, verified.out) == (1, "entry 2 is not as it was written\n")


def test_a_new_log_does_not_have_what_was_noted(headcount: Headcount) -> None:
    verified = headcount("incident", "verify-log", "--contains", "ab12")
    assert (verified.code, verified.out) == (1, "no entry has the digest that was noted\n")
