"""A ledger that knows of looks at our stores."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import msgspec

from headcount.config import Config
from headcount.console.interface import Parts
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.postures import remember
from headcount.model.posture import Reader
from tests.console.made_parts import made_parts
from tests.ledger.accesses import TOKENS
from tests.model.test_posture import AT, posture, store

URL, SHUT = "redis://cache.internal.example:6379", "postgres://db.internal.example:5432"
DAY = dt.timedelta(days=1)


def looked_at_twice(folder: Path) -> EmbeddedLedger:
    """Two looks at two stores: one open since the first, one shut since the second; opened to be read."""
    file = folder / "ledger"
    with EmbeddedLedger(file, TOKENS.key_id) as ledger:
        remember(ledger, posture(store(URL, "redis/no-tls"), store(SHUT)), "ann")
        later = posture(store(URL, "redis/no-tls"), store(SHUT, reader=Reader.NOBODY))
        remember(ledger, msgspec.structs.replace(later, made=AT + 2 * DAY), "serve")
    return EmbeddedLedger(file, TOKENS.key_id, read_only=True)


def over(folder: Path, beside: Callable[[], EmbeddedLedger], baseline: str = "") -> Parts:
    """Parts over a ledger, with a baseline."""
    config = Config()
    config = msgspec.structs.replace(config, probe=msgspec.structs.replace(config.probe, baseline=baseline))
    return dataclasses.replace(made_parts(folder), beside=beside, config=lambda: config)
