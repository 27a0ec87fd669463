import doctest

import numpy as np
import pytest

from headcount.detectors import phone_enumeration
from headcount.detectors.phone_enumeration import PhoneEnumeration
from tests.detectors.world import World, change


def test_the_docstring_runs() -> None:
    assert doctest.testmod(phone_enumeration) == doctest.TestResults(failed=0, attempted=5)


@pytest.mark.parametrize(("a_day", "misses"), [(24, 2), (100, 2), (100, 9), (400, 1)])
def test_who_misses_most_is_found(a_day: int, misses: int) -> None:
    world = World(3000, 30, 1)
    world.guess("guess", a_day, 20, misses)
    found = {finding.client_id: finding for finding in PhoneEnumeration().find(world.window())}
    assert list(found) == [3000]
    asked_in_vain = f"{20 * a_day * misses:,} identifiers that nobody has: {100 * misses // (misses + 1)} % of all it asked for"
    assert f"was shown {20 * a_day:,} different records and asked for {asked_in_vain} (peers that " in found[3000].sentence


def test_few_hits_are_a_scanner_or_a_guesser() -> None:
    world = World(3000, 30, 2)
    world.guess("scanner", 10, 20, 40)
    world.guess("lucky", 19, 1, 8)
    assert PhoneEnumeration().find(world.window()) == []


def test_an_agreement_covers_it() -> None:
    world = World(500, 10, 3)
    world.guess("partner", 100, 10, 2)
    assert PhoneEnumeration().find(change(world.window(), agreement=[None] * 500 + ["partner"])) == []


def test_where_many_miss_half_missing_half_is_honest() -> None:
    world = World(1500, 30, 4)
    for number in range(60):
        world.guess(f"book {number}", 40, 1, 1)
    assert not {finding.client_id for finding in PhoneEnumeration().find(world.window())} & set(world.planted.values())


def test_hits_alone_are_none() -> None:
    world = World(1500, 30, 5)
    world.vain = [np.zeros_like(vain) for vain in world.vain]
    world.sweep("sweep", 50, 30)
    assert PhoneEnumeration().find(world.window()) == []
