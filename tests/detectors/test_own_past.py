from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from headcount.detectors.own_past import beyond_own_past
from headcount.detectors.scope_creep import ScopeCreep
from headcount.ledger.window import Window
from headcount.model.scope import Scope
from tests.detectors.world import DAY, World, change, empty

STEADY = Scope(own_baseline=True)


class Job:
    """A job at 2 o'clock UTC, for sixty days, beside ten visitors: so many of the first records each night."""

    def __init__(self, seed: int, *, people: int = 400, factor: float = 1.0, new: int = 0, later: int = 0) -> None:
        rng = np.random.default_rng(seed)
        self.world = World(10, 60, seed)
        many = np.rint(people * np.exp(rng.normal(0, 0.05, 60))).astype(int)
        many[40:] = np.rint(many[40:] * factor)
        fresh = np.where(np.arange(60) >= 40, new, 0)
        day = np.repeat(np.arange(60), many)
        place = np.arange(len(day)) - np.repeat(np.cumsum(many) - many, many)
        record = np.where(place < np.repeat(fresh, many), 1_000 + np.arange(len(day)), place)
        start = 7_200.0 + np.where(day >= 40, later * 3_600.0, 0.0)
        self.world.add("job", day * float(DAY) + start + place * 2.0, record)

    def window(self) -> Window:
        window = self.world.window()
        mine = window.clients["client"].to_numpy() == self.world.planted["job"]
        return change(window, agreement=["nightly" if one else None for one in mine])

    def breaches(self, scope: Scope = STEADY, clients: int = 1) -> list[str]:
        return [breach.told for breach in beyond_own_past(self.window(), self.world.planted["job"], scope, clients)]


@pytest.mark.parametrize("seed", range(5))
def test_a_job_that_does_what_it_did_is_silent(seed: int) -> None:
    assert Job(seed).breaches() == []


def test_only_a_baseline_of_its_own_is_held_to() -> None:
    assert Job(1, factor=3.0).breaches(Scope()) == []
    assert len(Job(1, factor=3.0).breaches()) == 2  # 400 others of each night are new on the first of them


def test_twice_as_much_is_told_within_two_nights() -> None:
    told, *_ = Job(2, factor=2.0).breaches()
    assert told == "810 records on 2026-02-10, where a usual day of it brings 403"


def test_as_many_people_but_others_are_told() -> None:
    [told] = Job(3, new=60).breaches()
    assert told == "60 records that were new to it on 2026-02-12, where a usual day of it brings 0"


def test_another_hour_is_told_within_a_week() -> None:
    [told] = Job(4, later=6).breaches()
    assert told in {f"by 2026-02-{day} it came at hours at which it never came before (8 o'clock UTC)" for day in range(10, 17)}
    assert Job(4, later=1).breaches() == []


def test_a_log_of_two_weeks_says_nothing() -> None:
    world = World(10, 14, 1)
    world.add("job", np.arange(14) * float(DAY) + 7_200, np.arange(14))
    assert list(beyond_own_past(world.window(), world.planted["job"], STEADY, 1)) == []
    assert list(beyond_own_past(empty(), 0, STEADY, 1)) == []


def test_the_more_jobs_the_higher_the_bar() -> None:
    few, many = (
        [breach.times for breach in beyond_own_past(job.window(), job.world.planted["job"], STEADY, clients)]
        for job in [Job(2, factor=2.0)]
        for clients in (1, 20)
    )
    assert few[0] == pytest.approx(20 * many[0])


def test_scope_creep_names_it() -> None:
    job = Job(2, factor=2.0)
    window = replace(job.window(), scopes={"nightly": STEADY})
    [found] = ScopeCreep().find(window)
    assert found.client_id == job.world.planted["job"]
    assert 'under the agreement "nightly": ' in found.sentence
    assert "where a usual day of it brings 403" in found.sentence
