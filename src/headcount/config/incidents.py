"""`[incidents]` of `headcount.toml`, typed: where incidents are kept, and which findings belong together."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from headcount.config.durations import microseconds


class IncidentsConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[incidents]`: findings and what was done about them."""

    store: str = ""
    """A file, or an SQLAlchemy URL such as `postgresql+psycopg://...`; empty: beside the ledger."""
    gap: str = "30d"
    """Findings on one client or on the same people belong together when there is no longer time between them."""
    signing_key: str = ""
    """File with the key that evidence packs are sealed with; empty: `LEDGER.signing`, beside the ledger."""

    @property
    def longest_gap(self) -> dt.timedelta:
        """`gap` as a length of time."""
        return dt.timedelta(microseconds=microseconds(self.gap))

    def place(self, ledger: Path | None) -> str:
        """Where incidents are kept; empty when neither a store nor a ledger is named."""
        return self.store or (f"{ledger}.incidents" if ledger else "")
