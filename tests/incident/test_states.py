"""States and their stamps: what each sets, what going back takes back, and which times cannot be."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from headcount.errors import UsageError
from headcount.incident.states import checked, moved, stamped
from headcount.model.incident import Incident, Stamps, State
from tests.incident.made_signals import START, signal

HOUR = dt.timedelta(hours=1)


def incident(state: State = State.NEW, **stamps: dt.datetime) -> Incident:
    one = signal()
    return Incident(7, state, "t", (), (one,), one.first, one.last, Stamps(START, **stamps))


def test_each_state_sets_its_stamp() -> None:
    triaged = moved(incident(), State.TRIAGED, START + HOUR)
    confirmed = moved(triaged, State.CONFIRMED, START + 2 * HOUR)
    contained = moved(confirmed, State.CONTAINED, START + 3 * HOUR)
    closed = moved(contained, State.CLOSED, START + 4 * HOUR)
    assert closed.stamps == Stamps(START, START + HOUR, START + 2 * HOUR, START + 3 * HOUR, START + 4 * HOUR)
    assert (triaged.state, closed.state) == (State.TRIAGED, State.CLOSED)


def test_what_is_confirmed_is_known() -> None:
    assert moved(incident(), State.CONFIRMED, START + HOUR).stamps == Stamps(START, aware=START + HOUR, confirmed=START + HOUR)
    assert moved(incident(), State.FALSE_ALARM, START + HOUR).stamps == Stamps(START, closed=START + HOUR)
    assert moved(incident(), State.CONTAINED, START + HOUR).stamps == Stamps(START, contained=START + HOUR)


def test_a_stamp_that_is_set_stays() -> None:
    told = incident(aware=START + HOUR)
    assert moved(told, State.TRIAGED, START + 5 * HOUR).stamps.aware == START + HOUR


def test_going_back_takes_back_what_is_beyond() -> None:
    every = {"aware": START + HOUR, "confirmed": START + HOUR, "contained": START + HOUR, "closed": START + HOUR}
    closed = incident(State.CLOSED, **every)
    assert moved(closed, State.TRIAGED, START + 2 * HOUR).stamps == Stamps(START, aware=START + HOUR)
    assert moved(closed, State.NEW, START + 2 * HOUR).stamps.closed is None
    assert moved(closed, State.NEW, START + 2 * HOUR).stamps.confirmed == START + HOUR


def test_what_cannot_be_is_said() -> None:
    with pytest.raises(UsageError, match="incident 7 is new already"):
        moved(incident(), State.NEW, START)
    with pytest.raises(UsageError, match="part of incident 3"):
        moved(msgspec.structs.replace(incident(), part_of=3), State.TRIAGED, START)
    with pytest.raises(UsageError, match="part of incident 3"):
        stamped(msgspec.structs.replace(incident(), part_of=3), "aware", START)
    with pytest.raises(UsageError, match="there is no stamp 'heard'"):
        stamped(incident(), "heard", START)
    with pytest.raises(UsageError, match=r"confirmed .* cannot come before aware"):
        stamped(incident(aware=START + HOUR), "confirmed", START)
    with pytest.raises(UsageError, match=r"closed .* cannot come before contained"):
        moved(incident(contained=START + HOUR), State.CLOSED, START)
    with pytest.raises(UsageError, match="aware: a time needs its zone"):
        stamped(incident(), "aware", dt.datetime(2026, 3, 2))  # noqa: DTZ001  # what is refused
    with pytest.raises(UsageError, match="has not come yet"):
        checked(Stamps(START + HOUR), now=START)


def test_stamps_are_in_utc() -> None:
    at = dt.datetime(2026, 3, 2, 18, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    told = stamped(incident(), "aware", at).stamps.aware
    assert told is not None
    assert told.isoformat() == "2026-03-02T10:00:00+00:00"
    assert checked(Stamps(START), now=START - dt.timedelta(minutes=4)).signalled == START
