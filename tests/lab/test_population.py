from __future__ import annotations

import numpy as np

from headcount.lab.population import CATEGORIES, REGIONS, is_canary
from tests.lab.made_site import people


def test_phone_numbers_and_their_owners_are_one_to_one() -> None:
    population = people()
    phones = np.arange(population.phones)
    owner = population.owner(phones)
    assert np.array_equal(np.sort(owner), phones)
    assert np.array_equal(population.phone(owner), phones)
    assert (owner < population.people).sum() == population.people == population.phones * 2 // 5


def test_regions_are_blocks_of_numbers() -> None:
    population = people()
    assert [len(population.people_of(region)) for region in range(REGIONS)] == [500] * 8
    assert population.region(np.array([0, 499, 500, 3_999], np.int32)).tolist() == [0, 0, 1, 7]


def test_a_category_lies_in_one_region() -> None:
    population = people()
    for category in (0, 5, CATEGORIES - 1):
        members = population.ranked(np.full(population.depth, category), np.arange(population.depth))
        assert len(set(members.tolist())) == population.depth
        assert set(population.region(members).tolist()) == {category // 3}


def test_nothing_leads_to_a_canary() -> None:
    population = people()
    drawn = population.pick(np.random.default_rng(1), 0.0, None, 200_000)
    assert population.canaries().tolist() == [400, 1397, 2394, 3391]
    assert not is_canary(drawn).any()


def test_taste_follows_demand() -> None:
    population, rng = people(), np.random.default_rng(1)
    category = np.zeros(60_000, np.int64)
    seen = [np.bincount(population.pick(rng, taste, category, 60_000), minlength=500) for taste in (0.0, 1.0)]
    top = int(population.ranked(category[:1], category[:1])[0])
    evenly, weight = 60_000 / population.depth, 1 / (np.arange(population.depth) + 5.0)
    assert abs(seen[0][top] - evenly) < 6 * evenly**0.5
    demanded = 60_000 * weight[0] / weight.sum()
    assert seen[1].argmax() == top
    assert abs(seen[1][top] - demanded) < 6 * demanded**0.5
