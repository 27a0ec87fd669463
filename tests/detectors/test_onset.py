from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from headcount.detectors.onset import try_onset
from headcount.detectors.units import units_of
from tests.detectors.world import DAY, START, World, change, empty

RATE = 0.34


def _found(world: World) -> dict[int, int | None]:
    """Found clients, and the day of the log on which the evidence was there."""
    trial = try_onset(world.window(), RATE)
    assert trial is not None
    number = trial.crowd.number
    return {int(number[s.place]): (s.passed - START) // DAY if s.passed is not None else None for s in trial.found}


def test_nothing_is_said_of_a_short_log_or_of_few_clients() -> None:
    assert try_onset(World(1000, 10, 1).window(), RATE) is None
    assert try_onset(World(50, 30, 1).window(), RATE) is None
    assert try_onset(empty(), RATE) is None


def test_in_a_log_of_two_weeks_who_begins_in_the_second_is_found() -> None:
    world = World(3000, 14, 2)
    world.sweep("sweep", 100, 5, begin=8)
    assert set(_found(world)) == {world.planted["sweep"]}


@pytest.mark.parametrize("a_day", [15, 60, 400])
def test_who_begins_to_sweep_after_learning_is_found_within_days(a_day: int) -> None:
    world = World(2000, 40, 3)
    world.sweep("sweep", a_day, 15, begin=22)
    found = _found(world)
    assert set(found) == {world.planted["sweep"]}
    assert 22 <= (found[world.planted["sweep"]] or 0) <= 29


@pytest.mark.parametrize("begin", [66, 98, 116])
def test_in_a_long_log_each_month_is_judged_by_the_one_before(begin: int) -> None:
    """The middle one sweeps across the turn of two stretches. Judged by the first month alone, honest clients would be found."""
    world = World(2000, 130, 3, views=60.0)
    world.sweep("sweep", 60, 12, begin=begin)
    found = _found(world)
    assert set(found) == {world.planted["sweep"]}
    assert begin <= (found[world.planted["sweep"]] or 0) <= begin + 11


def test_who_sweeps_from_the_first_day_on_is_found_too() -> None:
    world = World(2000, 40, 4)
    world.sweep("always", 60, 40)
    found = _found(world)
    assert set(found) == {world.planted["always"]}
    assert (found[world.planted["always"]] or 0) < 20


def test_many_who_always_did_so_are_a_role() -> None:
    world = World(2000, 40, 4)
    for number in range(30):
        world.sweep(f"clerk {number}", 60, 40)
    assert _found(world) == {}


@pytest.mark.parametrize("seed", range(5, 11))
def test_an_honest_crowd_is_left_alone(seed: int) -> None:
    assert _found(World(1500, 30, seed, exponent=0.8 + 0.1 * (seed % 5))) == {}


def test_look_ups_are_left_out() -> None:
    world = World(2000, 40, 3)
    world.sweep("book", 400, 3, begin=25)
    window = world.window()
    mine = np.array(window.rollup["client"]) == world.planted["book"]
    columns = {"lookup_records": "records", "lookup_new": "new_records", "lookup_cold": "cold_records"}
    rollup = window.rollup
    for name, whole in columns.items():
        values = np.where(mine, rollup[whole].to_numpy(), 0)
        rollup = rollup.set_column(rollup.schema.get_field_index(name), rollup.schema.field(name), [values.astype(np.uint32)])
    looked_up = replace(window, rollup=rollup)
    assert not np.any(units_of(looked_up, DAY).counts["page_records"][units_of(looked_up, DAY).client == world.planted["book"]])
    trial = try_onset(looked_up, RATE)
    assert trial is not None
    assert trial.found == ()
    assert set(_found(world)) == {world.planted["book"]}


def test_where_every_peer_has_a_role_a_declared_crawler_alone_is_no_group() -> None:
    window = World(400, 30, 7).window()
    first, rows = [True] + [False] * (window.clients.num_rows - 1), window.clients.num_rows
    site = change(
        window,
        role=["" if crawler else "clerk" for crawler in first],
        lens=["address" if crawler else "account" for crawler in first],
        declared_crawler=["Googlebot" if crawler else None for crawler in first],
    )
    trial = try_onset(site, RATE)
    assert trial is not None
    assert (trial.found, len(trial.crowd.number)) == ((), rows)
