from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.ledger import distinct
from headcount.ledger.distinct import Distinct, distinct_records
from headcount.ledger.embedded import EmbeddedLedger
from tests.ledger.accesses import TOKENS, feed, identity, new_catalogue, successes, traffic

LAST = 2**64 - 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.one_of(st.integers(0, LAST), st.sampled_from([0, 1, LAST, LAST - 1, 1 << 63])), max_size=50)))
def test_it_is_a_set(parts: list[list[int]]) -> None:
    seen, plain = Distinct(), set[int]()
    for part in parts:
        seen.add(np.array(part, np.uint64))
        plain |= set(part)
        assert len(seen) == len(plain)


def test_tokens_that_begin_alike_and_a_table_that_grows() -> None:
    seen = Distinct()
    for _ in range(2):
        seen.add(np.arange(1, 60_001, dtype=np.uint64))
        seen.add(np.uint64(LAST) - np.arange(60_000, dtype=np.uint64))
        assert len(seen) == 120_000


def test_loops_without_the_compiler() -> None:
    tokens = np.array([5 << 54, 0, 3, 5 << 54, 1023 << 54], np.uint64)
    grouped = np.empty(5, np.uint64)
    distinct._group.py_func(tokens, grouped, np.zeros(1025, np.int64), 54)  # type: ignore[attr-defined]  # a compiled loop has it
    assert grouped.tolist() == [0, 3, 5 << 54, 5 << 54, 1023 << 54]
    table = np.zeros(4, np.uint64)
    assert distinct._put.py_func(grouped, table, 62) == (3, True)  # type: ignore[attr-defined]  # a compiled loop has it
    assert sorted(table.tolist()) == [0, 3, 5 << 54, 1023 << 54]


def test_people_of_several_ledgers_are_one_set(tmp_path: Path) -> None:
    parts = [traffic(1, 400), traffic(2, 300), []]
    ledgers = [EmbeddedLedger(tmp_path / f"{number}", TOKENS.key_id) for number in range(3)]
    for ledger, rows in zip(ledgers, parts, strict=True):
        feed(ledger, rows, catalogue=new_catalogue())
    assert distinct_records(ledgers) == len({identity(row) for rows in parts for row in successes(rows)})
    ledgers[0].connection.execute("UPDATE route SET tentative = true WHERE template = '/u/{id}'")
    shown = {identity(row) for row in successes(parts[0]) if identity(row)[0] == "orders"}
    assert distinct_records(ledgers[:1]) == len(shown)
    for ledger in ledgers:
        ledger.close()
