"""The open incidents as Today tells of them: counted, and the most urgent in short. Read anew when their log has grown."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

import msgspec

from headcount.console.clocks import Clock, next_clock
from headcount.console.counting import counted_before
from headcount.console.interface import Parts
from headcount.incident.cases import Cases
from headcount.incident.facts import said_in
from headcount.model.duty import Standing
from headcount.model.incident import Incident, State

CANARY = "canary"
"""The detector that tells of records which nobody has a reason to see."""
LOOKED_THROUGH = 250
"""So many of the newest and of the oldest open incidents are looked through for canaries."""
WITH_CLOCKS = 20
"""Of so many of the newest open incidents, and of the oldest, the clocks are asked."""
OPEN = tuple(state for state in State if state.open)
_AGE = 5.0
"""Seconds: figures of findings grow without an entry in the log, and clocks run."""
_LEDGERS = 4
_LATEST = dt.datetime.max.replace(tzinfo=dt.UTC)


class Waiting(msgspec.Struct, frozen=True):
    """One open incident, in short."""

    number: int
    state: State
    title: str
    detector: str
    """Of its strongest finding."""
    lens: str
    client: str
    """What that finding names: a client, or what several share."""
    owner: str
    records: int
    """Different records of its largest finding: at least so many were shown."""
    people: int | None
    """Of these, people; None where nobody said that they are people."""
    clients: int
    signalled: dt.datetime
    """When headcount first said so."""
    canary: bool
    """Whether a canary was touched."""
    clock: Clock | None
    """The next deadline of its duties; None: none that is known."""


@dataclass(frozen=True, slots=True)
class OpenIncidents:
    """All that are open."""

    states: dict[State, int]
    """How many are in each open state."""
    canaries: int
    """In how many a canary was touched, of those that were looked through."""
    rows: tuple[Waiting, ...]
    """The most urgent first."""


_kept: OrderedDict[str, tuple[int, float, OpenIncidents]] = OrderedDict()
_lock = threading.Lock()


def open_incidents(parts: Parts) -> OpenIncidents:
    """As they stand, at most some seconds ago. Who asks while another is reading them waits for what that one reads.

    Raises:
        LedgerError: the store cannot be read.
    """
    place = str(parts.ledger)
    with _lock, parts.cases() as cases:
        entries = cases.entries()
        before = _kept.get(place)
        if before is not None and before[0] == entries and time.monotonic() - before[1] < _AGE:
            return before[2]
        found = _read(parts, cases)
        _kept[place] = entries, time.monotonic(), found
        while len(_kept) > _LEDGERS:
            _kept.popitem(last=False)
        return found


def _read(parts: Parts, cases: Cases) -> OpenIncidents:
    states = {state: count for state, count in cases.counts().items() if state.open}
    looked = cases.ends(OPEN, LOOKED_THROUGH)
    ends = looked if len(looked) <= 2 * WITH_CLOCKS else [*looked[:WITH_CLOCKS], *looked[-WITH_CLOCKS:]]
    rows = [_in_short(one, _clock(parts, cases, one)) for one in reversed(ends)]
    return OpenIncidents(states, sum(map(_touched, looked)), tuple(sorted(rows, key=_urgency)))


def _clock(parts: Parts, cases: Cases, incident: Incident) -> Clock | None:
    counted = counted_before(parts, incident)
    said = said_in(cases.changes(incident.number))
    return next_clock(incident, said, parts.config(), parts.clock(), counted.found if counted else None)


def _touched(incident: Incident) -> bool:
    return any(signal.detector == CANARY for signal in incident.signals)


def _in_short(incident: Incident, clock: Clock | None) -> Waiting:
    lead = incident.signals[0]
    people = [signal.people for signal in incident.signals if signal.people is not None]
    return Waiting(
        incident.number,
        incident.state,
        incident.title,
        lead.detector,
        lead.lens,
        lead.client,
        incident.owner,
        max(signal.records for signal in incident.signals),
        max(people, default=None),
        len(incident.clients),
        incident.stamps.signalled,
        _touched(incident),
        clock,
    )


def _urgency(row: Waiting) -> tuple[bool, bool, dt.datetime]:
    """What certainly applies comes before what may, and that before what has no clock; then the earlier end."""
    clock = row.clock
    return clock is None, clock is not None and clock.standing is not Standing.APPLIES, clock.due if clock else _LATEST
