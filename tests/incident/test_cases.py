"""The Python API: what people do with incidents, and what the log says of it."""

from __future__ import annotations

import datetime as dt
import doctest
from collections.abc import Iterator
from pathlib import Path

import pytest

from headcount.errors import UsageError
from headcount.incident import cases as module
from headcount.incident.cases import Cases
from headcount.model.finding import Finding
from headcount.model.incident import ClientName, Incident, State
from tests.incident.made_signals import DAY, START, signal

NOW = START + 10 * DAY


@pytest.fixture
def cases(tmp_path: Path) -> Iterator[Cases]:
    with Cases(tmp_path / "people.incidents") as opened:
        opened.hear([signal(), signal("bob")], at=NOW)
        yield opened


def _log(cases: Cases, number: int) -> list[tuple[str, str, str]]:
    return [(change.by, change.what, change.detail) for change in cases.changes(number)][2:]


def test_the_example_runs() -> None:
    assert doctest.testmod(module).failed == 0
    assert doctest.testmod(module).attempted > 0


def test_every_step_is_in_the_log(cases: Cases) -> None:
    cases.move(1, State.TRIAGED, by="ann", at=NOW + DAY, why="looks real")
    cases.move(1, State.CONFIRMED, by="ann")
    cases.assign(1, "privacy office", by="ann")
    cases.assign(1, "privacy office", by="ann")
    cases.assign(1, "", by="ann")
    cases.note(1, "the partner was called", by="bob")
    cases.stamp(1, "aware", NOW, by="ann")
    cases.explain(1, "a stolen key", by="ann")
    cases.add(1, "pack", "sha256 ab12", by="ann")
    cases.move(1, State.CLOSED, by="ann")
    assert _log(cases, 1) == [
        ("ann", "state", "new to triaged, since 2026-03-13T09:00Z: looks real"),
        ("ann", "state", "triaged to confirmed"),
        ("ann", "owner", "privacy office"),
        ("ann", "owner", "nobody"),
        ("bob", "note", "the partner was called"),
        ("ann", "stamp", "aware: 2026-03-12T09:00Z (was 2026-03-13T09:00Z)"),
        ("ann", "explanation", "a stolen key"),
        ("ann", "pack", "sha256 ab12"),
        ("ann", "state", "confirmed to closed"),
    ]
    assert (cases.get(1).stamps.aware, cases.get(1).explanation) == (NOW, "a stolen key")
    assert _log(cases, 2) == []
    assert cases.verify() == []


def test_a_false_alarm_needs_its_explanation(cases: Cases) -> None:
    for nothing in (None, "", "  "):
        with pytest.raises(UsageError, match="a false alarm needs its explanation"):
            cases.move(1, State.FALSE_ALARM, by="ann", explanation=nothing)
    closed = cases.move(1, State.FALSE_ALARM, by="ann", explanation=" our own export ")
    assert (closed.state, closed.explanation) == (State.FALSE_ALARM, "our own export")
    assert [what for _, what, _ in _log(cases, 1)] == ["state", "explanation"]


def test_what_cannot_be_leaves_no_trace(cases: Cases) -> None:
    before = cases.changes()
    for wrong in (
        lambda: cases.get(9),
        lambda: cases.move(9, State.CLOSED, by="ann"),
        lambda: cases.note(9, "n", by="ann"),
        lambda: cases.assign(9, "x", by="ann"),
    ):
        with pytest.raises(UsageError, match="there is no incident 9; headcount incident list shows"):
            wrong()
    with pytest.raises(UsageError, match="reopen it as triaged"):
        cases.move(1, State.NEW, by="ann")
    with pytest.raises(UsageError, match="has not come yet"):
        cases.move(1, State.TRIAGED, by="ann", at=dt.datetime.now(dt.UTC) + DAY)
    with pytest.raises(UsageError, match="there is no stamp"):
        cases.stamp(1, "once", NOW, by="ann")
    assert cases.changes() == before


def test_they_are_listed_by_state(cases: Cases) -> None:
    cases.move(2, State.TRIAGED, by="ann")

    def numbers(*states: State) -> list[int]:
        return [one.number for one in cases.list(states)]

    assert [one.number for one in cases.list()] == [1, 2]
    assert (numbers(State.NEW), numbers(State.TRIAGED), numbers(State.CLOSED)) == ([1], [2], [])


def test_findings_are_heard_as_detectors_make_them(cases: Cases) -> None:
    many = Finding("rush", "agent", "B/1", 3, 50, 40, NOW, NOW, 9.0, 3.0, "They took.", ("/u/{id}",), "SELECT 1", ("ann", "bob"))
    [incident] = cases.hear([many])
    assert (incident.number, incident.clients[0]) == (1, ClientName("account", "ann"))
    assert [one.detector for one in incident.signals] == ["slow_crawl", "slow_crawl", "rush"]


def test_the_gap_is_as_told(tmp_path: Path) -> None:
    def heard(gap: dt.timedelta) -> list[Incident]:
        with Cases(tmp_path / f"{gap.days}.incidents", gap) as opened:
            return opened.hear([signal(), signal(detector="fast_crawl", first=15)])

    assert (len(heard(20 * DAY)), len(heard(10 * DAY))) == (1, 2)


def test_two_who_open_the_same_store_see_the_same(cases: Cases, tmp_path: Path) -> None:
    with Cases(tmp_path / "people.incidents") as other:
        other.move(1, State.TRIAGED, by="bob")
        cases.move(1, State.CONFIRMED, by="ann")
        assert other.get(1) == cases.get(1)
        assert other.get(1).state is State.CONFIRMED
        assert other.verify() == []


def test_a_clients_incidents_are_found_by_its_name(cases: Cases) -> None:
    lens = cases.get(1).clients[0].lens
    assert [one.number for one in cases.of_client(lens, cases.get(2).clients[0].name)] == [2]
    assert cases.of_client(lens, "nobody") == []
    assert cases.of_client("visitor", cases.get(2).clients[0].name) == []


def test_the_newest_and_the_oldest_are_had_without_the_rest_and_all_are_counted(cases: Cases) -> None:
    cases.hear([signal("carl"), signal("dora")], at=NOW)
    cases.move(1, State.TRIAGED, by="ann")
    assert [one.number for one in cases.ends([State.NEW, State.TRIAGED], 1)] == [1, 4]
    assert [one.number for one in cases.ends([State.NEW, State.TRIAGED], 3)] == [1, 2, 3, 4]
    assert [one.number for one in cases.ends([State.TRIAGED], 10)] == [1]
    assert cases.counts() == {State.NEW: 3, State.TRIAGED: 1}
