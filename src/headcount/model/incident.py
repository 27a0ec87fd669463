"""Incident: findings that belong together, from the first signal to the end, and every change that was made to it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import msgspec


class State(StrEnum):
    """How far the handling of an incident is."""

    NEW = "new"
    TRIAGED = "triaged"
    """Somebody has looked, and it is worth looking into."""
    CONFIRMED = "confirmed"
    """A person said that it happened: what a client was shown may now be called taken."""
    CONTAINED = "contained"
    """Nothing more goes out."""
    CLOSED = "closed"
    FALSE_ALARM = "false_alarm"
    """Closed, because there is an honest explanation."""

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something."""
        return self not in (State.CLOSED, State.FALSE_ALARM)


class ClientName(msgspec.Struct, frozen=True, order=True):
    """A client as the reports name it."""

    lens: str
    """`account`, `credential`, `address` or `visitor`."""
    name: str


class Signal(msgspec.Struct, frozen=True):
    """A finding as an incident keeps it; fields as in `Finding`, without evidence that needs the ledger's numbers."""

    detector: str
    lens: str
    client: str
    records: int
    people: int | None
    first: dt.datetime
    last: dt.datetime
    strength: float
    threshold: float
    sentence: str
    routes: tuple[str, ...]
    query: str
    members: tuple[ClientName, ...] = ()
    """The clients themselves where `lens` and `client` name what they share; else empty."""


class Stamps(msgspec.Struct, frozen=True, omit_defaults=True):
    """When what became known, UTC. The clocks of the laws start at one of these."""

    signalled: dt.datetime
    """The first finding reached the operator's system."""
    aware: dt.datetime | None = None
    """A person had reasonable certainty that personal data were concerned (set at `triaged` unless given)."""
    confirmed: dt.datetime | None = None
    contained: dt.datetime | None = None
    closed: dt.datetime | None = None


class Incident(msgspec.Struct, frozen=True):
    """One incident as it stands now."""

    number: int
    """From 1; never given twice."""
    state: State
    title: str
    """One plain sentence: the strongest signal's, without figures that go on changing."""
    clients: tuple[ClientName, ...]
    """Every client of its signals, most records first."""
    signals: tuple[Signal, ...]
    """The findings that it was made of, strongest first; the newest of each detector and client."""
    first: dt.datetime
    """Earliest disclosure that a signal counts, UTC."""
    last: dt.datetime
    """Latest disclosure that a signal counts, UTC."""
    stamps: Stamps
    owner: str = ""
    """Who handles it; empty: nobody yet."""
    explanation: str = ""
    """Why it was a false alarm, or what is known about this client from an earlier one."""
    part_of: int = 0
    """The incident that it was found to be part of, and that goes on in its place; 0: none."""


class Change(msgspec.Struct, frozen=True):
    """One entry of the append-only log of an incident.

    `digest` chains it to the one before, so that none can be altered or left out.
    """

    incident: int
    entry: int
    """Place in the store's log, from 1, over all incidents."""
    at: dt.datetime
    by: str
    """Who: a person's login or role as given, or `headcount`."""
    what: str
    """`opened`, `joined`, `state`, `stamp`, `owner`, `note`, `explanation`, `pack`, `export` ..."""
    detail: str
    """In words or as JSON; never a person's data."""
    previous: str
    """`digest` of the entry before, in hex; 64 zeros for the first."""
    digest: str
    """SHA-256 over the entry's other fields, in hex."""
    standing: str = ""
    """SHA-256 of how the incident stood after the entry, in hex: its state, stamps, owner, clients, explanation."""


class Tie(msgspec.Struct, frozen=True):
    """Two clients of findings that belong together: more than chance has it, they have the same people or are of one cohort."""

    one: ClientName
    """The client that is named in a finding, or what the clients of a finding share."""
    other: ClientName
    shared: int
    """Of the same people, different records that both were shown; of a cohort, how many found clients share the trait."""
    expected: float
    """How many it would be by chance."""
    why: str = "same people"
    """`same people` or `same cohort`."""
