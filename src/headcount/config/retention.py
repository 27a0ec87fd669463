"""`[retention]`: how long the ledger keeps what, and what the law asks of it."""

from __future__ import annotations

import datetime as dt

import msgspec

from headcount.config.durations import microseconds
from headcount.errors import ConfigError
from headcount.incident.kept_logs import least_retention
from headcount.ledger.retention import Keep

_YEAR = 365
"""Days of the year that months are counted by, so that `365d` is twelve of them."""


class RetentionConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[retention]`: rows of the ledger that are older are taken away, by `headcount ledger expire` and once a day by `serve`."""

    disclosures: str = ""
    """How long it is kept who was shown whose record, such as `400d`; empty: for good."""
    attempts: str = ""
    """How long it is kept who asked for what is not there; empty: for good."""
    traffic: str = ""
    """How long it is kept how many requests a client made in a stretch of time; empty: for good."""
    regimes: list[str] = []
    """Whose minimum retention of logs applies, such as `CN`; a shorter length above is warned about."""


def keep(told: RetentionConfig) -> Keep:
    """How long each table keeps its rows.

    Raises:
        ConfigError: a length is none, or shorter than a day.
    """
    return Keep(*(_length(name, getattr(told, name)) for name in ("disclosures", "attempts", "traffic")))


def retention_warnings(told: RetentionConfig) -> list[str]:
    """One sentence for each table that is kept for less than the regimes ask for.

    Raises:
        ConfigError: as `keep`.
    """
    asked = least_retention(told.regimes)
    if asked is None:
        return []
    kept, least = keep(told), dt.timedelta(days=_YEAR * asked.months / 12)
    lengths = {"disclosures": kept.disclosures, "attempts": kept.attempts, "traffic": kept.traffic}
    return [
        f'[retention] {name} = "{getattr(told, name)}" is less than {asked.months} months, which {asked.rule} asks for logs'
        for name, length in lengths.items()
        if length is not None and length < least
    ]


def _length(name: str, text: str) -> dt.timedelta | None:
    if not text:
        return None
    try:
        length = dt.timedelta(microseconds=microseconds(text))
    except ConfigError as error:
        raise ConfigError(f"[retention] {name}: {error}") from error
    if length < dt.timedelta(days=1):
        raise ConfigError(f'[retention] {name}: "{text}" is less than a day; rows are kept for whole days')
    return length
