from dataclasses import replace

import numpy as np
import pytest

from headcount.detectors.evidence import LEAST_BUDGET, Claim, try_claim
from headcount.detectors.shares import Share
from headcount.detectors.units import units_of
from tests.detectors.world import World, change, empty

COLD = Share("cold_records", "new_records", "time", (-1.5, 0.0, 1.5, 3.0), 3.0, 1e-6, (0.0, 3.0))
CLAIM = Claim(86_400, "records", (COLD,), burst=False, totals=True)


def _world(harvesters: int) -> World:
    world = World(1500, 10, 4)
    for number in range(harvesters):
        world.sweep(f"sweep {number}", 400, 10)
    return world


def test_the_bar_is_active_units_over_budget() -> None:
    window = _world(1).window()
    trial = try_claim(window, CLAIM, 0.3)
    assert trial is not None
    [found] = trial.found
    assert found.threshold == pytest.approx(len(units_of(window, 86_400)) / LEAST_BUDGET)
    assert found.strength >= found.threshold
    assert trial.crowd.number[found.place] == 1500


def test_a_larger_budget_lowers_the_bar() -> None:
    window = _world(1).window()
    trial = try_claim(window, CLAIM, 100.0)
    alone = try_claim(window, replace(CLAIM, totals=False), 100.0)
    assert trial is not None
    assert alone is not None
    assert trial.found[0].threshold == pytest.approx(len(units_of(window, 86_400)) * 2)
    assert alone.found[0].threshold == pytest.approx(len(units_of(window, 86_400)))


def test_who_stands_apart_is_held_against_clients_not_units() -> None:
    world = World(40, 4, 1)
    world.burst("burst", 4000, 1800, 100_000)
    trial = try_claim(world.window(), CLAIM, 0.3)
    assert trial is not None
    [found] = trial.found
    assert found.place == 40
    assert found.threshold == pytest.approx(41 / LEAST_BUDGET)
    assert found.strength >= found.threshold
    nobody = try_claim(world.window(), replace(CLAIM, totals=False), 0.3)
    assert nobody is not None
    assert nobody.found == ()


def test_only_busy_units_are_a_burst() -> None:
    """Twenty hours with eight cold records each: no hour of them is busy here, where one client in fifty has seen 22 in one."""
    world = World(1500, 10, 3)
    at = 300_000 + np.arange(160) * 450.0
    world.add("patient", at, world.rng.permutation(world.catalogue)[:160])
    claim = replace(CLAIM, seconds=3_600, totals=False)
    strength = []
    for burst in (True, False):
        trial = try_claim(world.window(), replace(claim, burst=burst), 1e9)
        assert trial is not None
        strength.append([found.strength for found in trial.found if found.place == 1500])
    assert strength[0] == []
    assert strength[1][0] > 1e3


def test_several_together_lower_the_bar() -> None:
    window = _world(4).window()
    trial = try_claim(window, CLAIM, 0.3)
    assert trial is not None
    assert len(trial.found) == 4
    assert trial.found[0].threshold in [pytest.approx(len(units_of(window, 86_400)) / (0.1 * together)) for together in (2, 3, 4)]
    assert sorted(trial.crowd.number[[found.place for found in trial.found]].tolist()) == [1500, 1501, 1502, 1503]


def test_found_clients_are_no_peers() -> None:
    trial = try_claim(_world(2).window(), CLAIM, 0.3)
    assert trial is not None
    assert np.flatnonzero(~trial.peers()).tolist() == sorted(found.place for found in trial.found)
    assert trial.of(trial.found[0].place).counts["new_records"].sum() == 4000


def test_nothing_to_judge() -> None:
    assert try_claim(empty(), CLAIM, 0.3) is None
    window = _world(0).window()
    declared = change(window, agreement=["everybody"] * window.clients.num_rows)
    assert try_claim(declared, CLAIM, 0.3) is None
