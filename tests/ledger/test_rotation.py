from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from headcount.catalog.agreements import Standing
from headcount.catalog.tokens import Tokenizer, key_of_passphrase
from headcount.errors import LedgerError
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.removal import Why, removals
from headcount.ledger.rollup import roll_up
from headcount.ledger.rotation import U64, rotate
from headcount.ledger.trace import count_client, who_saw
from headcount.model.text import Text
from tests.ledger.accesses import TOKENS, feed, identity, successes, traffic

FRESH = Tokenizer(key_of_passphrase("another key"))


def pairs(named: set[tuple[str, int]]) -> pa.RecordBatch:
    old = [TOKENS.tokens_of(entity, [str(number).encode()])[0] for entity, number in sorted(named)]
    new = [FRESH.tokens_of(entity, [str(number).encode()])[0] for entity, number in sorted(named)]
    return pa.record_batch({"old": pa.array(old, pa.uint64()), "new": pa.array(new, pa.uint64())})


def unnamed(old: U64) -> U64:
    return FRESH.tokens("unnamed", Text.of([f"{token:016x}" for token in old.tolist()]))


def test_a_record_is_the_same_record_under_another_key(tmp_path: Path) -> None:
    rows, path = traffic(5, 2500), tmp_path / "l.db"
    everything = {identity(row) for row in rows if row.status in (200, 304, 404, 410)}
    known = {pair for pair in everything if pair[1] % 3}
    never_seen = {("orders", 10**9), ("orders", 10**9 + 1)}
    with EmbeddedLedger(path, TOKENS.key_id) as ledger:
        feed(ledger, rows)
        roll_up(ledger, Standing())
        before = {name: count_client(ledger, name) for name in {row.address for row in rows}}
        chosen = sorted({identity(row) for row in successes(rows)} & known)[3]
        viewers = who_saw(ledger, TOKENS.tokens_of(chosen[0], [str(chosen[1]).encode()]))
        halves = [set(sorted(known)[::2]), set(sorted(known)[1::2]) | never_seen]
        told = rotate(ledger, FRESH.key_id, map(pairs, halves), unnamed)
    assert (told.named, told.unnamed) == (len(known), len(everything - known))
    assert told.removal.disclosures == len(successes(rows))
    with pytest.raises(LedgerError, match="another key"):
        EmbeddedLedger(path, TOKENS.key_id)
    with EmbeddedLedger(path, FRESH.key_id) as ledger:
        assert {name: count_client(ledger, name) for name in before} == before
        assert viewers
        assert who_saw(ledger, FRESH.tokens_of(chosen[0], [str(chosen[1]).encode()])) == viewers
        assert who_saw(ledger, TOKENS.tokens_of(chosen[0], [str(chosen[1]).encode()])) == []
        assert [one.what for one in removals(ledger)] == [Why.ROTATED]
        feed(ledger, rows[:50], file=1, catalogue=None)
        held = {token for (token,) in ledger.connection.execute("SELECT record FROM disclosure WHERE file = 0").fetchall()}
    old = {TOKENS.tokens_of(entity, [str(number).encode()])[0] for entity, number in everything}
    assert not held & old


def test_two_records_never_become_one(ledger: EmbeddedLedger) -> None:
    rows = traffic(6, 300)
    feed(ledger, rows)
    with pytest.raises(LedgerError, match="make another key"):
        rotate(ledger, FRESH.key_id, [], np.zeros_like)
    records = ledger.connection.execute("SELECT count(DISTINCT record) FROM disclosure").fetchall()
    assert records == [(len({identity(row) for row in successes(rows)}),)]
    assert (removals(ledger), ledger.connection.execute("SELECT key_id FROM about").fetchall()) == ([], [(TOKENS.key_id,)])
