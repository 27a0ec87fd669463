"""Attribution: which clients' exposure explains a list of people that surfaced outside."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import msgspec


class Verdict(StrEnum):
    """What the ledger says of a sample."""

    CLIENT = "client"
    """One client's exposure explains it, and no other's does."""
    GROUP = "group"
    """Several clients together explain it, or several explain it equally well: `Group.together` says which."""
    NONE = "none"
    """Nobody in the ledger explains it."""


class Window(msgspec.Struct, frozen=True):
    """When the sample must have been taken from a client's exposure, UTC."""

    after: dt.datetime | None
    """The client was first shown the last of its people then, but for as many as it would be shown by chance."""
    before: dt.datetime | None
    """The client was first shown somebody then who would be in the sample, had he been known when it was taken.
    None: the ledger does not tell."""


class Candidate(msgspec.Struct, frozen=True):
    """One client, and how well its exposure explains the sample."""

    client: str
    lens: str
    coverage: float
    """Share of the sample's known rows that the client was shown, 0 to 1."""
    strength: float
    """Common logarithm of the e-value: how many times likelier the sample is if part of it came from this client than if
    nothing did."""
    window: Window
    rows: int
    """Rows of the sample that the client was shown."""
    share: float
    """Likeliest share of the sample's known rows that came from this client, 0 to 1, what it has by chance left out."""
    probability: float
    """That it came from this client alone, given that it came from one client or none, each as likely beforehand as none and
    all clients together."""
    records: int
    """Different records that the client was shown at all."""
    canaries: int = 0
    """Planted canaries among the rows that this client was shown."""


class Group(msgspec.Struct, frozen=True):
    """Several clients."""

    members: tuple[Candidate, ...]
    together: bool
    """True: they explain the sample together. False: each explains it, and the sample cannot tell them apart."""
    coverage: float
    """Share of the known rows that at least one of them was shown."""
    share: float
    """Likeliest share of the known rows that came from them, 0 to 1."""


class Column(msgspec.Struct, frozen=True):
    """Part of the sample that holds what the ledger knows."""

    name: str
    """The column's heading or path; empty: the whole line."""
    entity: str
    """What the ledger's records are that it names."""
    spelling: str
    """How its values were read: `as it stands`, `phone`, `e-mail` ..."""
    rows: int
    """Rows with a value that can be read so."""
    known: int
    """Those of them whose value the ledger knows."""


class CanaryHit(msgspec.Struct, frozen=True):
    """Made people of one variant in the sample."""

    variant: str
    """Whose variant it is, as named when they were made."""
    people: int
    """Different made people found."""
    fields: tuple[str, ...]
    """What was recognised of them, such as `phone`."""
    rows: tuple[int, ...]
    """Numbers of the first rows that hold them, from 1."""
    certain: bool
    """Whether something was recognised that nobody else can have; a short number may stand there for other reasons."""


class Attribution(msgspec.Struct, frozen=True):
    """The answer to one sample."""

    verdict: Verdict
    sentence: str
    """The answer in words."""
    candidates: tuple[Candidate, ...]
    """The clients that explain most, best first."""
    group: Group | None
    broad: tuple[Candidate, ...]
    """Clients that were shown most of the sample, but also most of everybody: that says nothing about them."""
    columns: tuple[Column, ...]
    canaries: tuple[CanaryHit, ...]
    format: str
    """Of the sample."""
    rows: int
    """Rows read."""
    different: int
    """Different rows in the columns used."""
    known: int
    """Of these, rows that name somebody whom the ledger says somebody was shown."""
    clients: int
    """Clients of the ledger that were compared."""
    until: dt.datetime
    """Exposure until then was looked at, UTC."""
    false_rate: float
    """At most such a share of samples that no client explains is said to be a client's or a group's."""
    threshold: float
    """Strength from which on that holds."""
    skipped: tuple[tuple[str, int], ...] = ()
    """What was not read, and how often: fixed phrases."""
