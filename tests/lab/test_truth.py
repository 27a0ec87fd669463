from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np

from headcount.lab import truth
from headcount.lab.world import DAY, Planted, World
from tests.lab.made_site import nobody, part


def _world() -> World:
    rows = [(DAY + 1_500_000, 0, 7), (DAY + 2_000_000, 0, 7), (DAY + 9_700_000, 1, 8), (DAY + 10_000_000, 0, 9)]
    bad = part(rows, ("u", ""))
    bad.events.planted[[0, 1, 2]] = True
    bad.events.found[2] = False
    plot = Planted("pattern", {"a": 1}, np.array([0, 1], np.int32))
    lazy = Planted("idle", {}, np.array([0], np.int32))
    idle = dataclasses.replace(part([(5, 0, 1)]), planted=(lazy,))
    return nobody().concat([part([(3, 0, 2)]), dataclasses.replace(bad, planted=(plot,)), idle])


def test_the_truth_counts_what_was_taken() -> None:
    told = truth.tell(_world(), "case", 300)
    assert (told.scenario, told.accesses, told.honest_clients, told.accounts) == ("case", 6, 1, 300)
    assert told.harvests[0] == truth.Harvest(
        pattern="pattern",
        parameters={"a": 1},
        clients=["u10001", "10.0.0.1"],
        user_agents=[_world().agents[6]],
        accesses=3,
        people=1,
        shown=2,
        first=dt.datetime(2026, 1, 6, 0, 0, 1, tzinfo=dt.UTC),
        last=dt.datetime(2026, 1, 6, 0, 0, 9, tzinfo=dt.UTC),
    )


def test_a_harvest_that_took_nothing_is_told_too() -> None:
    idle = truth.harvests(_world())[1]
    assert (idle.accesses, idle.people, idle.shown, idle.first, idle.last) == (0, 0, 1, None, None)
    assert idle.user_agents == []
