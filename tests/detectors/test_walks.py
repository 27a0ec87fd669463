from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest

from headcount.detectors import walks
from headcount.detectors.walks import longest_walks, try_walks
from headcount.ledger.window import ROLLUP_SCHEMA, Window
from tests.detectors.world import START, World, empty

RATE = 0.165


def _longest(*buckets: tuple[int, int]) -> int:
    """The longest row of one client with these buckets of (numbered, adjacent) records, beside one that sets it apart."""
    columns: dict[str, Sequence[int]] = {name: [0] * (len(buckets) + 2) for name in ROLLUP_SCHEMA.names}
    columns["client"] = [0, *[1] * len(buckets), 2]
    columns["bucket"] = [START, *(START + 600 * n for n in range(len(buckets))), START]
    columns["numbered_records"] = [9, *(numbered for numbered, _ in buckets), 1]
    columns["adjacent_records"] = [9, *(adjacent for _, adjacent in buckets), 0]
    world = World(3, 1, 1).window()
    table = pa.table({name: pa.array(values) for name, values in columns.items()}).cast(ROLLUP_SCHEMA)
    window = Window(table, world.clients.slice(0, 3), world.first, world.last, 0.9, 3, {})
    return int(longest_walks(window)[1])


@pytest.mark.parametrize(
    ("buckets", "steps"),
    [
        ([(1, 1), (1, 1), (1, 1)], 3),
        ([(1, 1), (0, 0), (1, 1)], 2),
        ([(3, 2), (2, 2), (1, 1)], 5),
        ([(1, 1), (2, 1), (1, 1)], 2),
        ([(1, 1), (1, 1), (1, 0), (1, 1)], 2),
        ([(4, 2), (1, 1)], 1),
        ([(10, 9)], 5),
        ([(100, 99), (100, 100)], 14 + 15),
    ],
)
def test_a_row_goes_on_over_buckets_until_another_record(buckets: list[tuple[int, int]], steps: int) -> None:
    assert _longest(*buckets) == steps


@pytest.mark.parametrize(("steps", "found"), [(7, False), (12, True), (40, True)])
def test_a_dozen_steps_are_too_many_where_nobody_walks(steps: int, found: bool) -> None:
    world = World(2000, 4, 3)
    world.add("walk", 40_000 + 1_200.0 * np.arange(steps + 1), 50_000 + 2 * np.arange(steps + 1))
    longest, suspicions = try_walks(world.window(), RATE)
    assert longest[world.planted["walk"]] == steps
    assert [one.place for one in suspicions] == [world.planted["walk"]] * found


def test_nothing_is_told_to_be_rarer_than_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walks, "_RAREST", 1e-6)
    world = World(2000, 4, 3)
    world.add("walk", 1_200.0 * np.arange(250), 20_000 + np.arange(250))
    assert [one.strength for one in try_walks(world.window(), RATE)[1]] == [1e6]


def test_where_many_walk_a_row_has_to_be_longer() -> None:
    world = World(2000, 4, 4)
    rng = np.random.default_rng(4)
    for number in range(200):
        steps = int(rng.geometric(0.1))
        world.add(f"gallery {number}", 30_000 + 700.0 * np.arange(steps + 1), 400 * number + np.arange(steps + 1))
    assert try_walks(world.window(), RATE)[1] == ()
    world.add("walk", 20_000 + 700.0 * np.arange(300), 90_000 + np.arange(300))
    assert [one.place for one in try_walks(world.window(), RATE)[1]] == [world.planted["walk"]]


def test_a_list_that_is_fetched_at_once_is_a_short_row() -> None:
    world = World(2000, 4, 5)
    world.add("list", 50_000 + np.arange(12) * 0.1, 60_000 + np.arange(12))
    assert try_walks(world.window(), RATE)[1] == ()


def test_nothing_is_said_of_a_handful_or_of_nobody() -> None:
    few = World(8, 4, 6)
    few.enumerate("walk", 60, 4, 1_000)
    assert try_walks(few.window(), RATE)[1] == ()
    assert try_walks(empty(), RATE)[1] == ()
