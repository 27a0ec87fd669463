from __future__ import annotations

import numpy as np
import pytest

from headcount.lab import addresses, site, tactics
from headcount.lab.harvesters.single_account import SingleAccount
from headcount.lab.world import DAY, Events
from tests.lab.made_site import honest


def _rng() -> np.random.Generator:
    return np.random.default_rng(5)


def test_a_harvest_begins_on_the_first_day_after_the_learning_days() -> None:
    world = honest()
    begins = [tactics.begin(world, np.random.default_rng(n)) - world.start for n in range(50)]
    assert {begin // DAY for begin in begins} == {world.learning_days}


def test_accounts_share_one_trait_or_none() -> None:
    def different(shared: str) -> list[int]:
        drawn = tactics.accounts(honest(), _rng(), 300, shared)
        return [len(set(column.tolist())) for column in (drawn.agent, drawn.cohort, drawn.address >> 8)]

    agents, cohorts, networks = different("")
    assert min(agents, cohorts, networks) > 50
    assert different("agent")[0] == different("cohort")[1] == different("network")[2] == 1
    assert min(different("agent")[1:]) > 50


def test_the_pace_holds_rests_and_ramps() -> None:
    world = honest()
    at = tactics.pace(world, _rng(), 1_000.0, rests=True) - world.start
    assert (np.diff(at) >= 0).all()
    assert np.bincount(at // DAY)[7:].tolist() == pytest.approx([1_000] * 5, abs=150)
    assert set((at % DAY // (DAY // 24)).tolist()) == set(range(8, 23))
    ramp = np.bincount((tactics.pace(world, _rng(), 1_000.0, ramp_days=6) - world.start) // DAY)[7:]
    assert ramp.tolist() == pytest.approx([1_000 * n / 6 for n in (2, 3, 4, 5, 6)], abs=150)
    assert len(tactics.pace(world, _rng(), 1_000.0, active=0.0)) == 0


def test_cover_traffic_is_popular_and_comes_back() -> None:
    world = honest()
    at = tactics.pace(world, _rng(), 500.0)
    harvest = tactics.taken(at, tactics.strangers(world, _rng(), len(at)))
    hidden = tactics.cover(world, _rng(), harvest, 2.0)
    assert len(hidden) == pytest.approx(2 * len(harvest), rel=0.1)
    assert not hidden.planted.any()
    assert len(set(hidden.subject.tolist())) < len(hidden) / 2
    assert len(tactics.cover(world, _rng(), harvest, 0.0)) == 0
    assert len(tactics.cover(world, _rng(), harvest.take(slice(0, 0)), 2.0)) == 0


def test_strangers_are_different_people() -> None:
    assert sorted(tactics.strangers(honest(), _rng(), 9_999).tolist()) == list(range(4_000))
    assert set(tactics.strangers(honest(), _rng(), 2, np.array([5, 9], np.int32)).tolist()) == {5, 9}
    assert tactics.different(np.array([7, 3, 7, 3, 1], np.int32)).tolist() == [7, 3, 1]
    assert tactics.different(np.zeros(0, np.int32)).tolist() == []


def test_a_colleague_has_an_honest_ones_work() -> None:
    world = honest()
    copy = tactics.colleague(world, _rng(), site.STAFF)
    originals = [
        client
        for client in np.flatnonzero(world.clients.role == site.STAFF)
        if np.array_equal(world.events.at[world.events.client == client], copy.events.at)
    ]
    assert len(originals) == 1
    mine = world.events.take(world.events.client == originals[0])
    assert np.array_equal(mine.subject, copy.events.subject)
    assert np.array_equal(mine.reason, copy.events.reason)
    assert copy.events.reason.mean() >= 0.9
    assert copy.clients.name == ["e"]


def test_a_harvest_tells_its_parameters() -> None:
    clients = tactics.accounts(honest(), _rng(), 2)
    none = Events.of(np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int32), 0)
    part = tactics.harvest(SingleAccount(people_a_day=7.0), clients, none)
    (plot,) = part.planted
    assert (plot.pattern, plot.clients.tolist()) == ("single_account", [0, 1])
    assert plot.parameters["people_a_day"] == 7.0
    assert "name" not in plot.parameters
    assert addresses.region(clients.address).max() < 8
