"""States say whether somebody still has to do something; everything can be written as JSON and read again."""

from __future__ import annotations

import datetime as dt

import msgspec

from headcount.model.incident import Change, ClientName, Incident, Signal, Stamps, State

WHEN = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def test_closed_ones_and_false_alarms_are_not_open() -> None:
    assert [state for state in State if not state.open] == [State.CLOSED, State.FALSE_ALARM]


def test_it_is_read_as_it_was_written() -> None:
    ann = ClientName("account", "ann")
    signal = Signal("slow_crawl", "account", "ann", 3, None, WHEN, WHEN, 9.0, 3.0, "It took.", ("/u/{id}",), "SELECT 1", (ann,))
    incident = Incident(1, State.CONFIRMED, "Slow crawl", (ann,), (signal,), WHEN, WHEN, Stamps(WHEN, aware=WHEN), "owner")
    assert msgspec.json.decode(msgspec.json.encode(incident), type=Incident) == incident
    change = Change(1, 1, WHEN, "ann", "note", "n", "0" * 64, "1" * 64)
    assert msgspec.json.decode(msgspec.json.encode(change), type=Change) == change


def test_an_older_entry_without_later_fields_is_read() -> None:
    told = msgspec.to_builtins(Incident(1, State.NEW, "t", (), (), WHEN, WHEN, Stamps(WHEN)))
    del told["part_of"]
    assert msgspec.convert(told, Incident).part_of == 0
