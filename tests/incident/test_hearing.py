"""What becomes of findings, in any order and after any state."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.incident.cases import Cases
from headcount.incident.signals import key_of
from headcount.model.incident import ClientName, Incident, Signal, State, Tie
from tests.incident.made_signals import DAY, START, signal

NOW = START + 100 * DAY


@pytest.fixture
def cases(tmp_path: Path) -> Iterator[Cases]:
    with Cases(tmp_path / "people.incidents") as opened:
        yield opened


def _log(cases: Cases, number: int) -> list[tuple[str, str]]:
    return [(change.what, change.detail) for change in cases.changes(number)]


def test_a_finding_is_a_new_incident(cases: Cases) -> None:
    [incident] = cases.hear([signal()], at=NOW)
    assert (incident.number, incident.state, incident.title) == (1, State.NEW, "Slow crawl by account ann")
    assert (incident.first, incident.last, incident.stamps.signalled) == (START, START + DAY, NOW)
    assert (incident.clients, incident.signals) == ((ClientName("account", "ann"),), (signal(),))
    assert _log(cases, 1) == [
        ("opened", "Slow crawl by account ann"),
        ("joined", "slow_crawl on account ann (first signal)"),
    ]
    assert cases.get(1) == incident
    assert cases.changes(1)[0].by == "headcount"


def test_the_same_again_is_no_entry_unless_much_has_changed(cases: Cases) -> None:
    cases.hear([signal(records=1000)])
    for records in (1000, 1010, 1023):
        [incident] = cases.hear([signal(last=2, records=records)])
    assert (incident.signals[0].records, incident.last, len(_log(cases, 1))) == (1023, START + 2 * DAY, 2)
    cases.hear([signal(last=3, records=1100)])
    cases.hear([signal(last=3, records=1100), signal(detector="fast_crawl", last=3)])
    assert _log(cases, 1)[2:] == [
        ("grew", "slow_crawl on account ann: from 1,023 to 1,100 records"),
        ("joined", "fast_crawl on account ann (same client)"),
    ]
    assert cases.verify() == []


def test_more_clients_of_a_cohort_are_an_entry(cases: Cases) -> None:
    cases.hear([signal("ExampleBrowser/1.0", "coordinated_crawl", lens="agent", members=("a", "b"))])
    [incident] = cases.hear([signal("ExampleBrowser/1.0", "coordinated_crawl", lens="agent", members=("a", "b", "c"), last=2)])
    assert [client.name for client in incident.clients] == ["a", "b", "c"]
    assert _log(cases, 1)[-1] == ("joined", "1 more clients in coordinated_crawl on 3 clients of agent ExampleBrowser/1.0")


def test_what_belongs_to_nothing_has_its_own_incident(cases: Cases) -> None:
    found = cases.hear([signal(), signal("bob"), signal("carl", first=400)])
    assert [(one.number, one.title) for one in found] == [
        (1, "Slow crawl by account ann"),
        (2, "Slow crawl by account bob"),
        (3, "Slow crawl by account carl"),
    ]
    assert cases.hear([]) == []


def _tie(one: str, other: str) -> Tie:
    return Tie(ClientName("account", one), ClientName("account", other), 90, 3.0)


def test_two_that_turn_out_to_be_one_go_on_as_the_first(cases: Cases) -> None:
    cases.hear([signal()], at=NOW)
    cases.hear([signal("bob")], at=NOW - DAY)
    cases.assign(2, "the privacy office", by="ann")
    [incident] = cases.hear([signal("bob"), signal()], [_tie("ann", "bob")], at=NOW + DAY)
    assert (incident.number, {one.name for one in incident.clients}) == (1, {"ann", "bob"})
    assert (incident.stamps.signalled, incident.owner) == (NOW - DAY, "the privacy office")
    gone = cases.get(2)
    assert (gone.state, gone.part_of, gone.stamps.closed) == (State.CLOSED, 1, NOW + DAY)
    assert _log(cases, 2)[-1] == ("joined", "is part of incident 1")
    assert _log(cases, 1)[-1] == ("joined", "incident 2, with what it was made of")
    assert [one.number for one in cases.list()] == [1]
    assert cases.verify() == []


def test_what_somebody_has_taken_up_goes_on(cases: Cases) -> None:
    cases.hear([signal()])
    cases.hear([signal("bob")])
    cases.move(2, State.TRIAGED, by="ann")
    [incident] = cases.hear([signal(), signal("bob")], [_tie("ann", "bob")])
    assert (incident.number, incident.state, cases.get(1).part_of) == (2, State.TRIAGED, 2)


def test_two_that_people_have_taken_up_stay_apart(cases: Cases) -> None:
    for client in ("ann", "bob"):
        [incident] = cases.hear([signal(client)])
        cases.move(incident.number, State.TRIAGED, by="ann")
    bridge = signal("ExampleBrowser/1.0", "coordinated_crawl", lens="agent", members=("ann", "bob"))
    [first] = cases.hear([bridge])
    assert (first.number, len(first.signals), len(cases.get(2).signals)) == (1, 2, 1)
    assert [one.number for one in cases.hear([bridge, signal("bob", records=1001, last=2)])] == [1, 2]
    assert cases.get(2).signals[0].records == 1001
    assert cases.verify() == []


def test_a_closed_incident_stays_closed_while_nothing_goes_on(cases: Cases) -> None:
    cases.hear([signal()])
    cases.move(1, State.CLOSED, by="ann")
    entries = len(cases.changes())
    [incident] = cases.hear([signal()])
    assert (incident.number, incident.state, len(cases.changes())) == (1, State.CLOSED, entries)


def test_a_closed_incident_that_goes_on_is_open_again(cases: Cases) -> None:
    cases.hear([signal()], at=NOW)
    cases.move(1, State.CONFIRMED, by="ann", at=NOW + DAY)
    cases.move(1, State.CLOSED, by="ann", at=NOW + 2 * DAY)
    [incident] = cases.hear([signal(last=120)])
    assert (incident.number, incident.state, incident.last) == (1, State.NEW, START + 120 * DAY)
    assert (incident.stamps.confirmed, incident.stamps.closed) == (NOW + DAY, None)
    assert _log(cases, 1)[-1] == ("state", "closed to new: slow_crawl on account ann goes on")
    assert cases.verify() == []


def test_long_after_its_closing_a_new_one_is_opened(cases: Cases) -> None:
    cases.hear([signal()], at=NOW)
    cases.explain(1, "a key was stolen", by="ann")
    cases.move(1, State.CLOSED, by="ann", at=NOW)
    [incident] = cases.hear([signal(last=131)])
    assert (incident.number, incident.state, incident.explanation) == (2, State.NEW, "a key was stolen")
    assert cases.get(1).state is State.CLOSED


def test_another_finding_on_a_closed_one_opens_it_again(cases: Cases) -> None:
    cases.hear([signal()], at=NOW)
    cases.move(1, State.CLOSED, by="ann", at=NOW)
    assert [(one.number, one.state) for one in cases.hear([signal(detector="fast_crawl")])] == [(1, State.NEW)]


def test_a_false_alarm_teaches(cases: Cases) -> None:
    cases.hear([signal(records=1000)])
    cases.move(1, State.FALSE_ALARM, by="ann", explanation="our own export")
    entries = len(cases.changes())
    for records in (1000, 1500, 1999):
        [incident] = cases.hear([signal(last=20, records=records)])
        assert (incident.number, incident.state, incident.explanation) == (1, State.FALSE_ALARM, "our own export")
    assert (len(cases.changes()), cases.get(1).signals[0].records) == (entries, 1000)
    [incident] = cases.hear([signal(last=21, records=2000)])
    assert (incident.number, incident.state, incident.explanation) == (2, State.NEW, "our own export")
    assert _log(cases, 2)[-1] == ("explanation", "of incident 1: our own export")
    assert [one.number for one in cases.hear([signal(last=22, records=2001)])] == [2]
    assert cases.get(1).state is State.FALSE_ALARM


def test_another_detector_on_an_explained_client_is_a_new_incident(cases: Cases) -> None:
    cases.hear([signal()])
    cases.move(1, State.FALSE_ALARM, by="ann", explanation="our own export")
    found = cases.hear([signal(), signal(detector="fast_crawl")])
    assert [(one.number, one.explanation, len(one.signals)) for one in found] == [(2, "our own export", 2)]


def test_a_cohorts_explanation_is_known_for_its_clients(cases: Cases) -> None:
    cases.hear([signal("ExampleBrowser/1.0", "coordinated_crawl", lens="agent", members=("ann", "bob"))])
    cases.move(1, State.FALSE_ALARM, by="eve", explanation="our own app")
    [incident] = cases.hear([signal("bob")])
    assert (incident.number, incident.explanation) == (2, "our own app")


CLIENTS = ("ann", "bob", "carl", "dora")
HEARD = st.one_of(
    st.builds(
        lambda client, detector, first, length, records: signal(
            client, detector, first=first, last=first + length, records=records
        ),
        st.sampled_from(CLIENTS),
        st.sampled_from(["slow_crawl", "fast_crawl"]),
        st.sampled_from([0, 20, 45, 90]),
        st.sampled_from([1, 15, 40]),
        st.integers(1, 4000),
    ),
    st.builds(
        lambda trait, first, members: signal(trait, "coordinated_crawl", lens="agent", first=first, members=members),
        st.sampled_from(["ExampleBrowser/1.0", "ExampleBrowser/2.0"]),
        st.sampled_from([0, 40, 90]),
        st.lists(st.sampled_from([*CLIENTS, "eve", "fay", "gus"]), min_size=2, unique=True).map(tuple),
    ),
)
TIES = st.lists(st.builds(_tie, st.sampled_from(CLIENTS), st.sampled_from(CLIENTS)), max_size=2)


def _result(told: Sequence[Incident]) -> set[tuple[object, ...]]:
    return {(one.title, one.clients, one.signals, one.first, one.last, one.state) for one in told}


@settings(max_examples=25)
@given(st.lists(HEARD, min_size=2, max_size=8), TIES, st.data())
def test_the_order_of_findings_does_not_matter(heard: list[Signal], ties: list[Tie], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(heard))
    cut = data.draw(st.integers(0, len(heard)))
    with tempfile.TemporaryDirectory() as folder, Cases(Path(folder, "a")) as once, Cases(Path(folder, "b")) as parts:
        once.hear(heard, ties)
        parts.hear(shuffled[:cut], ties)
        for one in shuffled[cut:]:
            parts.hear([one], ties)
        assert _result(once.list()) == _result(parts.list())
        keys = [key_of(one) for incident in parts.list() for one in incident.signals]
        assert sorted(keys) == sorted({key_of(one) for one in heard})
        assert parts.verify() == once.verify() == []
        numbers = [incident.number for incident in parts.list()]
        assert len(set(numbers)) == len(numbers)


def test_when_it_is_heard_is_now_unless_told(cases: Cases) -> None:
    before = dt.datetime.now(dt.UTC)
    [incident] = cases.hear([signal()])
    assert before <= incident.stamps.signalled <= dt.datetime.now(dt.UTC)
