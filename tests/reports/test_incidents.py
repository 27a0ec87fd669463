"""Incidents on the terminal."""

from __future__ import annotations

import datetime as dt
import io

import msgspec
from rich.console import Console

from headcount.model.incident import Change, ClientName, Incident, Stamps, State
from headcount.reports.incidents import most_shown, print_incident, print_incidents, print_standing, told
from tests.incident.made_signals import DAY, START, signal


def _incident(number: int = 1, state: State = State.NEW, owner: str = "", explanation: str = "") -> Incident:
    one = signal(records=1200)
    ann = ClientName("account", "ann\x1b[2J")
    title, stamps = "Slow crawl by account ann\x1b[2J", Stamps(START + 9 * DAY)
    return Incident(number, state, title, (ann,), (one,), one.first, one.last, stamps, owner, explanation)


def _console() -> tuple[Console, io.StringIO]:
    text = io.StringIO()
    return Console(file=text, width=100, color_system=None), text


def test_the_list_has_one_row_an_incident() -> None:
    console, text = _console()
    closed = _incident(12, State.FALSE_ALARM, owner="privacy office", explanation="our own [export]")
    print_incidents([_incident(), closed], console, zone=dt.UTC)
    lines = [line.rstrip() for line in text.getvalue().splitlines()]
    assert "since (UTC)" in lines[0]
    assert lines[1:] == [
        " 1  new          2026-03-11 09:00  1,200 records  Slow crawl by account ann\\x1b[2J",
        "12  false alarm  2026-03-11 09:00  1,200 records  Slow crawl by account ann\\x1b[2J; privacy office",
        "                                                  explained: our own [export]",
    ]


def test_nothing_is_said_plainly() -> None:
    console, text = _console()
    print_incidents([], console)
    assert text.getvalue() == "No incident.\n"


def test_one_incident_with_everything() -> None:
    console, text = _console()
    change = Change(1, 1, START + 9 * DAY, "ann", "note", "a\nb", "0" * 64, "1" * 64)
    incident = msgspec.structs.replace(
        _incident(owner="eve"), clients=tuple(ClientName("account", f"n{n}") for n in range(9)), part_of=4
    )
    print_incident(incident, [change], console, zone=dt.UTC)
    lines = [line.rstrip() for line in text.getvalue().splitlines()]
    assert lines[:4] == [
        "Incident 1, new: Slow crawl by account ann\\x1b[2J",
        "It is part of incident 4, which goes on in its place.",
        "Shown at least 1,200 records, 2026-03-02 09:00 - 2026-03-03 09:00 UTC.",
        "Handled by eve.",
    ]
    assert "   signalled  2026-03-11 09:00:00 UTC" in lines
    assert "   closed     -" in lines
    assert "   and 3 more: see --json FILE" in lines
    assert "   1,200 records, 2026-03-02 09:00 - 2026-03-03 09:00 UTC, 3.0 times its threshold" in lines
    assert lines[-1] == "   2026-03-11 09:00:00 UTC  ann: note, a\\nb"


def test_what_was_shown_is_people_where_they_are_known() -> None:
    people = msgspec.structs.replace(_incident(), signals=(msgspec.structs.replace(signal(), people=1), signal(records=2)))
    assert most_shown(people) == "1 person"
    assert most_shown(_incident()) == "1,200 records"


def test_strong_evidence_is_no_number() -> None:
    console, text = _console()
    incident = msgspec.structs.replace(_incident(), signals=(signal(strength=1e30),))
    print_incident(incident, [], console, zone=dt.UTC)
    assert "more than a million times its threshold" in text.getvalue()


def test_one_line_of_how_it_stands() -> None:
    console, text = _console()
    print_standing(_incident(owner="eve"), console)
    assert text.getvalue() == "incident 1: new, eve: Slow crawl by account ann\\x1b[2J\n"


def test_a_scan_names_the_first_of_its_incidents() -> None:
    assert told([_incident(3, State.CONFIRMED)]) == "Part of incident 3 (confirmed): see headcount incident list"
    many = [_incident(number) for number in range(1, 9)]
    assert told(many).startswith("Part of incidents 1 (new), 2 (new)")
    assert told(many).endswith("6 (new) and 2 more: see headcount incident list")
