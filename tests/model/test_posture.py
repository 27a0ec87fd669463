"""A store is open when somebody without a credential of ours may read it."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from headcount.model.posture import KindSeen, Posture, Reader, Severity, Store, Weakness

AT = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)


def store(url: str, *codes: str, reader: Reader = Reader.ANYONE, **fields: object) -> Store:
    """A made one with these weaknesses."""
    weaknesses = tuple(
        Weakness(code, Severity.LOW if code.endswith("tls") else Severity.HIGH, f"{code}.", "lock: true", f"ask {url}")
        for code in codes
    )
    kinds = (KindSeen("phone", "clear", 3, "t: phone", 0.9),)
    said = (f"{url} said.", "lock: true", ("PIPL art. 28",), "", 5, "ann")
    made = Store(url, "Made", "1.2", None, True, False, reader, 7, "rows", kinds, 3, "clear", weaknesses, *said)
    return msgspec.structs.replace(made, **fields)


def posture(*stores: Store) -> Posture:
    """One run."""
    return Posture(AT, stores, seconds=0.5)


@pytest.mark.parametrize(
    ("reader", "told"), [(Reader.ANYONE, True), (Reader.WEAK, True), (Reader.NOBODY, False), (Reader.UNKNOWN, False)]
)
def test_open(reader: Reader, told: bool) -> None:  # what is expected
    assert store("redis://a:1", reader=reader).open is told
