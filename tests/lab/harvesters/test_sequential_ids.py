from __future__ import annotations

import numpy as np

from headcount.lab.harvesters.sequential_ids import SequentialIds
from tests.lab.made_site import harvested, taken


def test_steps_are_small_and_forward() -> None:
    harvest = taken(harvested(SequentialIds(people_a_day=50.0, stride=3)))
    steps = np.diff(harvest.subject) % 4_000
    assert set(steps.tolist()) == {1, 2, 3}


def test_a_stride_of_one_takes_every_number() -> None:
    assert set((np.diff(taken(harvested(SequentialIds(stride=1))).subject) % 4_000).tolist()) == {1}


def test_blocks_are_shuffled_within_themselves() -> None:
    plain = taken(harvested(SequentialIds(stride=1, block=1))).subject
    mixed = taken(harvested(SequentialIds(stride=1, block=10))).subject
    assert mixed[:10].tolist() != plain[:10].tolist()
    whole = len(plain) // 10 * 10
    assert np.array_equal(np.sort(mixed[:whole].reshape(-1, 10), axis=1), np.sort(plain[:whole].reshape(-1, 10), axis=1))
