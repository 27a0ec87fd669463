"""Which findings belong together."""

from __future__ import annotations

import datetime as dt

import pytest

from headcount.incident.joining import GAP, apart, grouped, parts, related
from headcount.model.incident import ClientName, Incident, Signal, Stamps, State, Tie
from tests.incident.made_signals import DAY, START, signal


def _why(one: Signal, other: Signal, *ties: Tie, gap: dt.timedelta = GAP) -> set[str]:
    return {link.why for link in related([one, other], ties, gap)}


def _tie(one: str, other: str) -> Tie:
    return Tie(ClientName("account", one), ClientName("account", other), 90, 3.0)


def test_findings_on_one_client_belong_together() -> None:
    assert _why(signal(), signal(detector="fast_crawl")) == {"same client"}
    assert _why(signal(), signal("bob")) == set()
    assert _why(signal("1", lens="account"), signal("1", lens="credential")) == set()


def test_a_client_belongs_to_the_finding_on_many_that_it_is_in() -> None:
    many = signal("ExampleBrowser/1.0", "coordinated_crawl", lens="agent", members=("ann", "bob"))
    assert _why(many, signal()) == _why(signal(), many) == {"same client"}
    assert _why(many, signal("carl")) == set()


def test_cohorts_belong_together_by_what_they_share_or_by_three_clients() -> None:
    many = signal("ExampleBrowser/1.0", "coordinated_crawl", lens="agent", members=("a", "b", "c", "d"))
    assert _why(many, signal("ExampleBrowser/1.0", "rush", lens="agent", members=("x", "y"))) == {"same cohort"}
    assert _why(many, signal("2026-03-02", "rush", lens="arrival", members=("b", "c", "d", "z"))) == {"same cohort"}
    assert _why(many, signal("2026-03-02", "rush", lens="arrival", members=("b", "c", "z"))) == set()


def test_findings_on_the_same_people_belong_together() -> None:
    assert _why(signal(), signal("bob"), _tie("bob", "ann")) == {"same people"}
    assert _why(signal(), signal("bob"), _tie("bob", "carl")) == set()


def test_what_is_too_far_apart_in_time_does_not() -> None:
    early, late = signal(last=1), signal(detector="fast_crawl", first=31, last=40)
    assert (apart(early, late), apart(late, early)) == (30 * DAY, 30 * DAY)
    assert _why(early, late) == {"same client"}
    assert _why(early, late, gap=29 * DAY) == set()
    assert _why(signal(last=1), signal("bob", first=32), _tie("ann", "bob")) == set()
    assert apart(signal(last=5), signal(first=3)) == dt.timedelta()


def test_a_finding_belongs_to_what_it_was_before_however_long_ago() -> None:
    assert _why(signal(last=1), signal(first=300)) == {"same client"}


@pytest.mark.parametrize(
    ("links", "expected"),
    [([], [[0], [1], [2], [3]]), ([(3, 1), (1, 0)], [[0, 1, 3], [2]]), ([(0, 1), (2, 3), (3, 0)], [[0, 1, 2, 3]])],
    ids=["none", "chain", "all"],
)
def test_connected_parts(links: list[tuple[int, int]], expected: list[list[int]]) -> None:
    assert parts(4, links) == expected


def test_parts_hold_incidents_and_what_was_heard() -> None:
    known = [
        Incident(n, State.NEW, "", (), (one,), one.first, one.last, Stamps(START))
        for n, one in enumerate([signal(), signal("z")])
    ]
    heard = [signal("bob"), signal(detector="fast_crawl"), signal("carl")]
    found = grouped(known, heard, [_tie("bob", "ann")], GAP)
    assert [(part.incidents, [one.client for one in part.signals]) for part in found] == [((0,), ["bob", "ann"]), ((), ["carl"])]
    assert found[0].why == {("slow_crawl", "account", "bob"): "same people", ("fast_crawl", "account", "ann"): "same client"}
    assert found[1].why == {("slow_crawl", "account", "carl"): "first signal"}
