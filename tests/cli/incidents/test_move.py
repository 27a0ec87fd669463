from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import pytest

from headcount.cli.incidents.move import moment
from tests.cli.incidents.conftest import Headcount


def _incident(headcount: Headcount) -> dict[str, Any]:
    incident: dict[str, Any] = headcount("incident", "show", "1", "--json", "-").json["incident"]
    return incident


def test_through_all_states(headcount: Headcount) -> None:
    at = ("--at", "2026-03-05T10:00+08:00", "--by", "privacy office")
    for name, state in (("triage", "triaged"), ("confirm", "confirmed"), ("contain", "contained")):
        moved = headcount("incident", name, "1", *at)
        assert (moved.code, moved.out) == (0, "")
        assert moved.err.startswith(f"incident 1: {state}: Id enumeration")
        assert _incident(headcount)["state"] == state
    assert headcount("incident", "close", "1", "--why", "handed over").code == 0
    stamps = _incident(headcount)["stamps"]
    assert {stamps[name] for name in ("aware", "confirmed", "contained")} == {"2026-03-05T02:00:00Z"}
    changes = headcount("incident", "show", "1", "--json", "-").json["changes"]
    assert changes[4]["by"] == "privacy office"
    assert changes[-1]["detail"] == "contained to closed: handed over"
    assert headcount("incident", "verify-log").code == 0


def test_a_false_alarm_teaches_the_next_scan(headcount: Headcount) -> None:
    assert "needs its explanation" in headcount("incident", "close", "1", "--false-alarm").err
    explained = ("--false-alarm", "--explanation", "our own export [bold]")
    assert headcount("incident", "close", "1", *explained).code == 0
    again = headcount("scan", "access.log", "--ledger", "people.ledger", "--json", "scan.json", "--html", "scan.html")
    assert "explained before (incident 1): our own export [bold]" in again.out
    assert "Part of incident 1 (false alarm): see headcount incident list" in again.out
    for file in ("scan.json", "scan.html"):
        assert "our own export [bold]" in Path(file).read_text("utf-8")
    assert "explained: our own export [bold]" in headcount("incident", "list", "--all").out


def test_closed_ones_are_reopened_and_open_ones_are_not(headcount: Headcount) -> None:
    assert "incident 1 is open (new); triage, confirm or contain it" in headcount("incident", "reopen", "1").err
    headcount("incident", "close", "1")
    assert headcount("incident", "reopen", "1", "--why", "it goes on").code == 0
    assert (_incident(headcount)["state"], _incident(headcount)["stamps"]["closed"]) == ("triaged", None)


def test_times_need_their_zone(headcount: Headcount) -> None:
    for text, told in (("yesterday", "no ISO 8601 time"), ("2026-11-22T10:00", "needs its zone")):
        refused = headcount("incident", "triage", "1", "--at", text)
        assert refused.code == 2
        assert told in refused.err
        with pytest.raises(argparse.ArgumentTypeError):
            moment(text)
    future = headcount("incident", "triage", "1", "--at", "2999-01-01T00:00Z")
    assert (future.code, "has not come yet" in future.err) == (2, True)
