from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from headcount.ledger import buckets
from headcount.ledger.cluster import counting


@pytest.mark.parametrize("at_a_time", [1, 7, 1_000])
def test_clients_are_counted_whole_however_they_come(monkeypatch: pytest.MonkeyPatch, at_a_time: int) -> None:
    monkeypatch.setattr(counting, "_AT_A_TIME", at_a_time)
    draw = np.random.default_rng(1)
    client = np.sort(np.concatenate([draw.integers(0, 9, 60), np.full(80, 4)])).astype(np.int64)
    pairs = pa.table(
        {
            "client": client,
            "code": (draw.integers(0, 5_000, len(client)) << 24) | 128,
            "once": draw.random(len(client)) < 0.5,
            "cold": draw.random(len(client)) < 0.5,
            "reason": np.zeros(len(client), np.bool_),
        }
    )
    key, columns = buckets.first_shown(pairs)
    told = pa.Table.from_batches(list(counting._count(iter(pairs.to_batches(max_chunksize=9)))))
    again, counted = counting._by_key(told)
    assert again.tolist() == key.tolist()
    assert {name: values.tolist() for name, values in counted.items()} == {n: v.tolist() for n, v in columns.items()}
    assert int(columns["new_records"].sum()) == len(client)


def test_nothing_is_counted_of_nothing() -> None:
    assert list(counting._count(iter([]))) == []
