"""Made findings, as incidents keep them. Addresses are of RFC 5737."""

from __future__ import annotations

import datetime as dt

from headcount.model.incident import ClientName, Signal

START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def signal(
    client: str = "ann",
    detector: str = "slow_crawl",
    *,
    lens: str = "account",
    first: float = 0,
    last: float | None = None,
    records: int = 1000,
    strength: float = 30.0,
    members: tuple[str, ...] = (),
) -> Signal:
    """One finding; `first` and `last` in days since `START`, `last` a day after `first` unless told."""
    end = first + 1 if last is None else last
    return Signal(
        detector,
        lens,
        client,
        records,
        None,
        START + first * DAY,
        START + end * DAY,
        strength,
        10.0,
        f"{lens} {client} was shown {records:,} different records",
        ("/orders/{id}",),
        "SELECT 1",
        tuple(ClientName("account", name) for name in members),
    )
