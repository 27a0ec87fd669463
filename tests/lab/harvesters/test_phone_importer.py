from __future__ import annotations

import numpy as np

from headcount.lab import site
from headcount.lab.harvesters.phone_importer import PhoneImporter
from headcount.lab.population import PREFIX
from tests.lab.made_site import harvested, people, taken


def _numbers(order: str) -> list[int]:
    harvest = taken(harvested(PhoneImporter(order=order, numbers_a_day=200)))
    assert set(harvest.route.tolist()) == {site.LOOKUP}
    assert np.array_equal(harvest.found, harvest.subject < 4_000)
    assert 0.3 < harvest.found.mean() < 0.5
    numbers: list[int] = people().phone(harvest.subject).tolist()
    assert len(set(numbers)) == len(numbers) > 900
    return numbers


def test_consecutive_numbers_follow_each_other() -> None:
    assert set((np.diff(_numbers("consecutive")) % 10_000).tolist()) == {1}


def test_a_prefix_is_taken_in_random_order() -> None:
    numbers = _numbers("prefix")
    assert len({number // PREFIX for number in numbers}) == 1
    assert np.abs(np.diff(numbers)).mean() > 1_000


def test_random_numbers_come_from_everywhere() -> None:
    assert np.std(_numbers("random")) > 2_000
