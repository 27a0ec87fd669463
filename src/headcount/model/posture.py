"""Posture: what a stranger could read in one of our own stores, as found from outside. No values."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import msgspec


class Reader(StrEnum):
    """Who may read a store."""

    NOBODY = "nobody"
    """Nobody without a credential of ours."""
    ANYONE = "anyone"
    """Whoever reaches it."""
    WEAK = "weak"
    """Whoever tries one of the credentials that the configuration lists as weak."""
    UNKNOWN = "unknown"
    """It could not be found out; `problem` says why."""


class Severity(StrEnum):
    """How urgent a weakness is."""

    HIGH = "high"
    """A stranger reads, or does, what only we should."""
    MEDIUM = "medium"
    """Something is missing that would keep the next mistake from becoming a leak."""
    LOW = "low"
    """It tells a stranger more than it has to."""


class Weakness(msgspec.Struct, frozen=True):
    """One thing that is not as it should be."""

    code: str
    """Its name for good, such as `redis/no-password`: in baselines and SARIF."""
    severity: Severity
    sentence: str
    """What a stranger could do, in one plain sentence."""
    remedy: str
    """How to close it: the very lines of this product's configuration."""
    check: str
    """A command that tells whether it is closed."""
    detail: str = ""
    """What of this store it is about, such as the names of open indices; no values."""


class KindSeen(msgspec.Struct, frozen=True):
    """A kind of personal data among the sampled values."""

    kind: str
    form: str
    """`clear`, `masked` or `hashed`."""
    grade: int
    path: str
    """Where: container and field, such as `citizens: phone`."""
    confidence: float


class Store(msgspec.Struct, frozen=True):
    """What was found out about one store."""

    url: str
    """Scheme, host and port; never a user or password."""
    product: str
    """Such as `Redis`; empty when nothing answered."""
    version: str
    supported: bool | None
    """Whether its maker still mends this version; None when that is not known."""
    reachable: bool
    encrypted: bool | None
    """Whether what goes over the wire can be, and is, encrypted; None when that was not found out."""
    reader: Reader
    estimate: int | None
    """How many of `unit` could be read: as the store says, or counted; None when it does not say."""
    unit: str
    """What is counted: `rows`, `documents`, `keys`, `objects`, `files`, `messages`."""
    kinds: tuple[KindSeen, ...]
    """Highest grade first, of a bounded sample."""
    grade: int
    """Highest grade of the personal data seen: 1 to 4; 0 for none."""
    at_rest: str
    """`clear`, `encrypted`, or `unknown`, where the store tells."""
    weaknesses: tuple[Weakness, ...]
    """Most severe first."""
    sentence: str
    """The store in one plain sentence."""
    remedy: str
    """The first thing to do; empty when there is nothing."""
    laws: tuple[str, ...] = ()
    """What the personal data seen in the open touch, from the tables of laws."""
    problem: str = ""
    """Why it was not looked at to the end; empty when it was."""
    sampled: int = 0
    """Rows, documents or values that were looked at."""
    owner: str = ""
    since: dt.datetime | None = None
    """When it was first found open, UTC, where that is kept; None when it is not open, or nothing is kept."""
    addresses: tuple[str, ...] = ()
    """Where its name leads to several addresses, each with who reads it there, such as `192.0.2.7: anyone`; else empty."""

    @property
    def open(self) -> bool:
        """Whether somebody without a credential of ours may read it."""
        return self.reader in {Reader.ANYONE, Reader.WEAK}


class Posture(msgspec.Struct, frozen=True):
    """All stores of one run."""

    made: dt.datetime
    stores: tuple[Store, ...]
    accepted: tuple[str, ...] = ()
    """`url code` of weaknesses that the baseline knows, which count no more."""
    refused: tuple[str, ...] = ()
    """Why something was not looked at: not in the inventory, no declaration of ownership."""
    seconds: float = 0.0
    hints: tuple[str, ...] = ()
    """Settings in the inventory itself that leave a store without a lock; what a look found stands in `stores`."""
