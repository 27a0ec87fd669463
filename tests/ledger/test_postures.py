"""Since when a store is open: from the first look that found it, until one that did not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.postures import OPEN, changes, mark, newest, remember, runs, spells
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


def test_who_looked_when_and_the_newest_of_each(tmp_path: Path) -> None:
    with EmbeddedLedger(tmp_path / "ledger", "k") as ledger:
        assert (runs(ledger), newest(ledger)) == ([], None)
        remember(ledger, posture(store(URL), store("redis://b:1", reader=Reader.NOBODY)), "ann")
        remember(ledger, _later(2, store(URL, sampled=9)), "serve")
        found = newest(ledger)
        looks = [(look.url, look.who, look.reader, (look.at - AT).days) for look in runs(ledger)]
    assert looks == [(URL, "serve", "anyone", 2), (URL, "ann", "anyone", 0), ("redis://b:1", "ann", "nobody", 0)]
    assert found is not None
    assert [(one.url, one.since, one.sampled) for one in found.stores] == [(URL, AT, 9), ("redis://b:1", None, 5)]
    assert found.made == AT + dt.timedelta(days=2)


def test_what_a_look_changed(tmp_path: Path) -> None:
    with EmbeddedLedger(tmp_path / "ledger", "k") as ledger:
        remember(ledger, posture(store(URL)))
        remember(ledger, _later(1, store(URL, "redis/no-tls", reader=Reader.NOBODY)))
        began, ended = changes(ledger, AT + dt.timedelta(days=1))
    assert ([one.code for one in began], [one.code for one in ended]) == (["redis/no-tls"], [OPEN])


def test_a_mark_does_not_tell_the_address() -> None:
    assert mark(URL) == mark(URL) != mark("redis://b:1")
    assert len(mark(URL)) == len("store:") + 8


def test_what_was_seen_before_the_look_ended_is_kept_and_the_rest_goes_on(tmp_path: Path) -> None:
    with EmbeddedLedger(tmp_path / "ledger", "k") as ledger:
        part = msgspec.structs.replace(store(URL), problem="it sends more than a store may send")
        assert remember(ledger, posture(part)).stores[0].since == AT
        remember(ledger, _later(1, msgspec.structs.replace(part, reader=Reader.NOBODY)))
        remember(ledger, _later(2, store(URL, reader=Reader.UNKNOWN)))
        assert remember(ledger, _later(3, part)).stores[0].since == AT
        [spell] = spells(ledger, [OPEN])
    assert (spell.began, spell.ended, (spell.seen - AT).days) == (AT, None, 3)
