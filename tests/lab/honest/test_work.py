from __future__ import annotations

import numpy as np

from headcount.lab.honest import work


def test_what_is_opened_again_is_the_same_clients_and_keeps_its_reason() -> None:
    client = np.repeat(np.arange(50), 200)
    subject = np.arange(10_000, dtype=np.int32)
    own = subject % 3 == 0
    again, reason = work.reopened(np.random.default_rng(1), client, subject, own, 0.3)
    changed = np.flatnonzero(again != subject)
    assert 0.25 < len(changed) / 10_000 < 0.3
    assert np.array_equal(again[changed] // 200, client[changed])
    assert ((subject[changed] - again[changed] >= 1) & (subject[changed] - again[changed] <= 40)).all()
    assert np.array_equal(reason, again % 3 == 0)


def test_nothing_is_opened_again_when_nobody_does() -> None:
    client, subject = np.zeros(9, np.int64), np.arange(9, dtype=np.int32)
    again, _ = work.reopened(np.random.default_rng(1), client, subject, subject > 0, 0.0)
    assert again.tolist() == list(range(9))
