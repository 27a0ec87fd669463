from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest

from headcount.catalog.agreements import Standing
from headcount.ledger import buckets
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.rollup import roll_up
from tests.ledger.accesses import feed, traffic


@pytest.mark.parametrize("most", [1, 7, 100])
def test_a_ledger_of_many_pairs_is_counted_in_parts(ledger: EmbeddedLedger, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    feed(ledger, traffic(5, 700))
    whole = roll_up(ledger, Standing()).rollup
    monkeypatch.setattr(buckets, "_MOST_PAIRS", most)
    assert roll_up(ledger, Standing()).rollup.equals(whole)
    assert len(whole) > 100


@pytest.mark.parametrize("span", [5_000, 1 << 38])
@pytest.mark.parametrize("clients", [3, 1 << 31])
def test_rows_are_ordered_whether_they_fit_into_a_number_or_not(span: int, clients: int) -> None:
    rng = np.random.default_rng(span + clients)
    rows = [rng.integers(0, most, 2_000) for most in (clients, span, 32)]
    rows[1] += 62_000_000_000
    rows[1][:2] = 62_000_000_000, 62_000_000_000 + span - 1
    rows[0][0] = clients - 1
    ordered = buckets._ordered(*rows)
    assert np.array_equal(np.lexsort(ordered[1::-1]), np.arange(2_000))
    assert Counter(zip(*(column.tolist() for column in ordered), strict=True)) == Counter(
        zip(*(column.tolist() for column in rows), strict=True)
    )


def test_pairs_are_counted_as_a_plain_loop_counts_them() -> None:
    rng = np.random.default_rng(7)
    client, second, flags = (rng.integers(0, most, 5_000) for most in (9, 4_000, 32))
    ordered = buckets._ordered(client, second, flags)
    keys, counts = np.empty(5_000, np.int64), np.zeros((7, 5_000), np.uint32)
    found = buckets.count_pairs(*ordered, keys, counts)
    rows: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for who, when, what in zip(client.tolist(), second.tolist(), flags.tolist(), strict=True):
        rows[who, when // 600].append((when, what))
    assert keys[:found].tolist() == sorted(who << 31 | bucket for who, bucket in rows)
    for column, key in enumerate(keys[:found].tolist()):
        mine = rows[key >> 31, key & ((1 << 31) - 1)]
        told = [sum(what >> bit & 1 for _, what in mine) for bit in range(5)]
        at_once = max(Counter(when for when, _ in mine).values())
        assert counts[:, column].tolist() == [len(mine), *told, at_once]
