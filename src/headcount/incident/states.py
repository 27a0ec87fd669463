"""From one state to the next, with the stamps at which the clocks of the laws start."""

from __future__ import annotations

import datetime as dt

import msgspec

from headcount.errors import UsageError
from headcount.model.incident import Incident, Stamps, State

STAMPS = ("signalled", "aware", "confirmed", "contained", "closed")
"""In the order in which they come about; `contained` may also come before `confirmed`."""
_REACHED: dict[State, str] = {
    State.TRIAGED: "aware",
    State.CONFIRMED: "confirmed",
    State.CONTAINED: "contained",
    State.CLOSED: "closed",
    State.FALSE_ALARM: "closed",
}
"""The stamp that each state sets."""
_NOT_YET: dict[State, tuple[str, ...]] = {
    State.NEW: ("closed",),
    State.TRIAGED: ("confirmed", "contained", "closed"),
    State.CONFIRMED: ("contained", "closed"),
    State.CONTAINED: ("closed",),
}
"""What going back to a state takes back. `new` is for headcount, when a closed incident goes on: what was known stays known."""
_SLACK = dt.timedelta(minutes=5)
"""Clocks may differ by so much before a stamp is in the future."""


def moved(incident: Incident, state: State, at: dt.datetime) -> Incident:
    """The incident in another state since `at`, with its stamps.

    A stamp that is set stays. `confirmed` sets `aware` too where it is not set; going back takes back what is no longer so.

    Raises:
        UsageError: it is part of another incident, or is in that state already, or the time cannot be.
    """
    if incident.part_of:
        raise UsageError(f"incident {incident.number} is part of incident {incident.part_of}; change that one")
    if incident.state is state:
        raise UsageError(f"incident {incident.number} is {state.value.replace('_', ' ')} already")
    stamps = msgspec.structs.replace(incident.stamps, **dict.fromkeys(_NOT_YET.get(state, ())))
    name = _REACHED.get(state)
    if name and getattr(stamps, name) is None:
        stamps = msgspec.structs.replace(stamps, **{name: at})
    if state is State.CONFIRMED and stamps.aware is None:
        stamps = msgspec.structs.replace(stamps, aware=stamps.confirmed)
    return msgspec.structs.replace(incident, state=state, stamps=checked(stamps))


def stamped(incident: Incident, name: str, at: dt.datetime) -> Incident:
    """The incident with one stamp set anew; its state stays.

    Raises:
        UsageError: there is no such stamp, or the time cannot be.
    """
    if name not in STAMPS:
        raise UsageError(f"there is no stamp {name!r}; there are: {', '.join(STAMPS)}")
    if incident.part_of:
        raise UsageError(f"incident {incident.number} is part of incident {incident.part_of}; change that one")
    return msgspec.structs.replace(incident, stamps=checked(msgspec.structs.replace(incident.stamps, **{name: at})))


def checked(stamps: Stamps, now: dt.datetime | None = None) -> Stamps:
    """The stamps in UTC, if they can be.

    Raises:
        UsageError: one has no zone, lies in the future, or comes before what it follows.
    """
    told = {name: getattr(stamps, name) for name in STAMPS if getattr(stamps, name) is not None}
    latest = (now or dt.datetime.now(dt.UTC)) + _SLACK
    for name, at in told.items():
        if at.tzinfo is None:
            raise UsageError(f"{name}: a time needs its zone, such as 2026-11-22T10:00+08:00")
        if at > latest:
            raise UsageError(f"{name}: {at.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC has not come yet")
    for before, after in (("aware", "confirmed"), *((name, "closed") for name in STAMPS[:-1])):
        if before in told and after in told and told[after] < told[before]:
            raise UsageError(f"{after} ({_utc(told[after])}) cannot come before {before} ({_utc(told[before])})")
    return Stamps(**{name: at.astimezone(dt.UTC) for name, at in told.items()})


def _utc(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"
