"""A made case: an incident with a ledger in which its findings can be counted again. Times are of tests.ledger.showings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from numpy.typing import NDArray

from headcount.incident.pack import Case
from headcount.incident.scope import scope_of
from headcount.incident.timeline import timeline
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.exposure_rows import LoggedFile
from headcount.model.incident import Change, ClientName, Incident, Signal, Stamps, State
from tests.ledger.showings import START, Look, fill

LOOKS = [Look(second, "ann", 0, second % 5, 1 + second % 3, file=second % 2, line=second + 1) for second in range(12)]
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ZEROS = "0" * 64


def incident(query: str = "SELECT count(DISTINCT record) FROM client_disclosure WHERE client = 0", records: int = 5) -> Incident:
    first, last = START, START + dt.timedelta(seconds=11)
    told = "account ann was shown 5 different records", ("/users/{id}",), query
    signal = Signal("slow_crawl", "account", "ann", records, None, first, last, 90.0, 30.0, *told)
    stamps = Stamps(START + dt.timedelta(hours=1), START + dt.timedelta(hours=2))
    clients = (ClientName("account", "ann"),)
    return Incident(1, State.TRIAGED, "Slow crawl by account ann", clients, (signal,), first, last, stamps)


def changes(*more: str) -> list[Change]:
    """The log: opened, joined, brought to another state; then entries of these kinds."""
    words = ("opened", "joined", "state", *more)
    at = START + dt.timedelta(hours=1)
    return [
        Change(1, place, at + dt.timedelta(hours=place), "privacy office", what, f"{what} it", ZEROS, ZEROS)
        for place, what in enumerate(words, 1)
    ]


def case(ledger: EmbeddedLedger, made: Incident | None = None, *more: str) -> Case:
    """The case, counted in a ledger that `LOOKS` were written to."""
    made = made or incident()
    found = scope_of(ledger, made)
    moments = timeline(made, found, changes(*more))
    return Case(made, changes(*more), found, moments, {"scan": {}}, {"headcount": "0"}, {"staircase": "<svg/>"})


def filled(ledger: EmbeddedLedger) -> EmbeddedLedger:
    fill(ledger, LOOKS)
    return ledger


@dataclass
class Logs:
    """Logs whose line N holds `line N`; those in `standing` are not as they were."""

    standing: dict[int, str] = field(default_factory=dict)
    lines: int = 100
    """So many lines they have."""

    def find(self, file: LoggedFile) -> str:
        return self.standing.get(file.file, "same")

    def read(self, _: LoggedFile, numbers: NDArray[np.int64]) -> Iterator[tuple[int, bytes]]:
        return ((number, f"line {number}".encode()) for number in numbers.tolist() if number <= self.lines)
