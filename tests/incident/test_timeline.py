from __future__ import annotations

import datetime as dt

from headcount.incident.timeline import VerdictChange, timeline
from headcount.model.exposure import Count, Exposure
from headcount.model.verdict import Action, Verdict
from tests.incident.made_case import changes, incident
from tests.ledger.showings import START

LAST = START + dt.timedelta(seconds=11)
FOUND = Exposure((), START, LAST, Count("all", 5, 5, 10, 10, 0, 12, START, LAST))
NOTHING = Exposure((), START, LAST, Count("all", 0, None, 0, 0, 0, 0, START, START))


def _micros(moment: dt.datetime) -> int:
    return round(moment.timestamp()) * 1_000_000


def _verdict(client: str, *, observe: bool = False) -> VerdictChange:
    since = START + dt.timedelta(minutes=30)
    span = _micros(since), _micros(since + dt.timedelta(days=1))
    return VerdictChange(Verdict(1, "account", client, Action.MASK, *span, "budget:people", observe=observe), "set", "the budget")


def test_everything_stands_in_the_order_of_time() -> None:
    told = timeline(incident(), FOUND, changes(), [_verdict("ann"), _verdict("bob")])
    assert [(moment.at - START, moment.what) for moment in told] == [
        (dt.timedelta(0), "first shown"),
        (dt.timedelta(0), "signal begins"),
        (dt.timedelta(seconds=11), "last shown"),
        (dt.timedelta(seconds=11), "signal"),
        (dt.timedelta(minutes=30), "verdict"),
        (dt.timedelta(hours=1), "signalled"),
        (dt.timedelta(hours=2), "aware"),
        (dt.timedelta(hours=4), "state"),
    ]
    assert told[4].text == "mask for account ann (budget:people), until 2026-03-03 09:30 UTC"
    assert [moment.by for moment in told if moment.by] == ["the budget", "privacy office"]


def test_what_headcount_itself_did_is_left_out() -> None:
    told = timeline(incident(), FOUND, changes("note", "pack", "export", "grew"))
    assert [moment.what for moment in told if moment.by] == ["state", "note"]


def test_without_a_showing_there_is_no_first_and_no_last() -> None:
    assert {moment.what for moment in timeline(incident(), NOTHING, [])} == {"signal begins", "signal", "signalled", "aware"}


def test_a_dry_run_says_so() -> None:
    [verdict] = [one for one in timeline(incident(), FOUND, [], [_verdict("ann", observe=True)]) if one.what == "verdict"]
    assert ", in dry run (" in verdict.text


def test_a_lifted_verdict_says_so() -> None:
    since = START + dt.timedelta(minutes=30)
    span = _micros(since), _micros(since + dt.timedelta(days=1))
    lifted = VerdictChange(Verdict(2, "account", "ann", Action.BLOCK, *span, "person", lifted=True), "lifted", "person")
    [verdict] = [one for one in timeline(incident(), FOUND, [], [lifted]) if one.what == "verdict"]
    assert verdict.text == "block for account ann (person), was lifted before 2026-03-03 09:30 UTC"
