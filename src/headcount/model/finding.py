"""Finding: what a detector says of one client. It cannot be made without its evidence."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from headcount.errors import HeadcountError


@dataclass(frozen=True, slots=True)
class Finding:
    """One client was shown unusually many records, and how anybody can check it."""

    detector: str
    """The detector's name: its file, its docs page."""
    lens: str
    """Which identity column the client is a value of: `address`, `visitor`, `account`, `credential`."""
    client: str
    """The client's value under that lens, as the log names it."""
    client_id: int
    """The client's number in the ledger."""
    records: int
    """Exact number of different records shown to this client between `first` and `last`."""
    people: int | None
    """Exact number of different people among them; `None` while no route is declared to show people."""
    first: dt.datetime
    """First disclosure that counts, UTC."""
    last: dt.datetime
    """Last disclosure that counts, UTC."""
    strength: float
    """Evidence as a ratio (an e-value): how many times better the client's days fit harvesting than its peers' patterns."""
    threshold: float
    """The strength at which this detector speaks, so that its declared rate of false findings holds."""
    sentence: str
    """One plain sentence that a manager understands and an engineer can check."""
    routes: tuple[str, ...]
    """Templates of the routes that showed the records, busiest first."""
    query: str
    """SQL that counts `records` again on the ledger."""
    members: tuple[str, ...] = ()
    """Of a finding on many clients: their names under one lens, most records first. `lens` and `client` are then what they share
    (`agent` and the user agent, `prefix` and the network), and `client_id` is the number of the first of them."""

    def __post_init__(self) -> None:
        if self.records < 1 or not self.sentence or not self.query or not self.routes or self.last < self.first:
            raise HeadcountError(f"{self.detector}: a finding needs records, period, routes, sentence and query")
