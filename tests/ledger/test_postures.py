"""Since when a store is open: from the first look that found it, until one that did not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.postures import OPEN, remember, spells
from headcount.model.posture import Posture, Reader, Store
from tests.model.test_posture import AT, posture, store

URL = "redis://a:1"


def _later(days: int, *stores: Store) -> Posture:
    return msgspec.structs.replace(posture(*stores), made=AT + dt.timedelta(days=days))


def test_a_store_is_open_since_it_was_first_seen_so(tmp_path: Path) -> None:
    file = tmp_path / "ledger"
    with EmbeddedLedger(file, "k") as ledger:
        assert spells(ledger) == []
        assert remember(ledger, posture(store(URL, "redis/no-tls"))).stores[0].since == AT
    with EmbeddedLedger(file, "k") as ledger:  # it outlives the process
        assert remember(ledger, _later(3, store(URL, "redis/no-tls"))).stores[0].since == AT
        closed = remember(ledger, _later(5, store(URL, reader=Reader.NOBODY)))
        assert closed.stores[0].since is None
        again = remember(ledger, _later(9, store(URL)))
        assert again.stores[0].since == AT + dt.timedelta(days=9)
        told = [
            (one.code, (one.began - AT).days, (one.seen - AT).days, one.ended and (one.ended - AT).days) for one in spells(ledger)
        ]
    assert told == [(OPEN, 0, 3, 5), ("redis/no-tls", 0, 3, 5), (OPEN, 9, 9, None)]


def test_one_that_could_not_be_looked_at_changes_nothing(tmp_path: Path) -> None:
    with EmbeddedLedger(tmp_path / "ledger", "k") as ledger:
        remember(ledger, posture(store(URL)))
        away = msgspec.structs.replace(store(URL, reader=Reader.UNKNOWN), reachable=False, problem="nobody answers")
        part = msgspec.structs.replace(store(URL, reader=Reader.UNKNOWN), problem="it hung up")
        remember(ledger, _later(1, away))
        remember(ledger, _later(2, part))
        [spell] = spells(ledger, [OPEN])
    assert (spell.ended, spell.seen) == (None, AT)


def test_a_ledger_in_memory_knows_nothing_of_earlier_looks() -> None:
    with EmbeddedLedger(None, "k") as ledger:
        assert remember(ledger, posture(store(URL))).stores[0].since == AT
