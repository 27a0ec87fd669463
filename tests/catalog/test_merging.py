from __future__ import annotations

from headcount.catalog import merging as module
from headcount.catalog.merging import Merging
from headcount.model.leaves import Leaves


def one(unit: str, path: str, number: int, count: int = 1) -> Leaves:
    return Leaves(unit, (path,), (["x"] * count,), ([number] * count,), 1)


def test_small_batches_of_one_unit_become_one() -> None:
    merging = Merging()
    assert [list(merging.add(batch)) for batch in (one("u", "a", 0), one("v", "a", 1), one("u", "a", 2), one("u", "b", 3))] == [
        []
    ] * 4
    first, second = merging.rest()
    assert (first.unit, first.paths, first.values, first.answers, first.total) == (
        "u",
        ("a", "b"),
        (["x", "x"], ["x"]),
        ([0, 2], [3]),
        3,
    )
    assert (second.unit, second.total) == ("v", 1)
    assert list(merging.rest()) == []


def test_large_ones_go_through_and_many_small_ones_are_let_go_of() -> None:
    merging = Merging()
    large = one("u", "a", 0, 4_096)
    assert list(merging.add(large)) == [large]
    given = [batch for number in range(module.ENOUGH // 4_095 + 1) for batch in merging.add(one("u", "a", number, 4_095))]
    assert [batch.total for batch in given] == [module.ENOUGH // 4_095 + 1]


def test_the_batches_given_are_not_changed() -> None:
    merging, batch = Merging(), one("u", "a", 0)
    list(merging.add(batch))
    list(merging.add(one("u", "a", 1)))
    assert batch.values == (["x"],)
