from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
import pytest

from headcount.lab.score import NEVER, Alarm, Verdict, alarms_of, begins, declared, false_rate, judge, rate
from headcount.lab.world import DAY, Events, Planted, World
from tests.lab.known_events import START, clients_of, world_of

HOUR = DAY // 24
LEARNED = START + 2 * DAY


def _world() -> World:
    """Six honest clients, one of them a partner; 6 takes 40 people alone, 7 and 8 divide 20; all also look at person 0."""
    clients = clients_of([f"u{n}" for n in range(9)], harvester=[-1] * 6 + [0, 1, 1], role=[0] * 5 + [4] + [0] * 3)
    planted = (
        Planted("single_account", {"people_a_day": 40}, np.array([6], np.int32)),
        Planted("many_accounts", {"accounts": 2}, np.array([7, 8], np.int32)),
    )
    rows = np.arange(40)
    alone = Events.of(LEARNED + (rows + 1) * HOUR, np.full(40, 6, np.int32), (100 + rows).astype(np.int32), 1, planted=True)
    again = Events.of(LEARNED + (rows + 1) * HOUR + 1, np.full(40, 6, np.int32), np.full(40, 100, np.int32), 1, planted=True)
    missed = Events.of(
        LEARNED + (rows[:3] + 1) * HOUR, np.full(3, 6, np.int32), np.full(3, 450, np.int32), 1, found=False, planted=True
    )
    both = Events.of(
        LEARNED + rows[:20] * HOUR, (7 + rows[:20] % 2).astype(np.int32), (200 + rows[:20]).astype(np.int32), 1, planted=True
    )
    honest = Events.of(START + np.arange(9) * HOUR, np.arange(9, dtype=np.int32), np.zeros(9, np.int32), 1)
    return world_of(clients, Events.concat([alone, again, missed, both, honest]), planted=planted)


def test_when_harvests_begin_and_who_is_declared() -> None:
    assert begins(_world()).tolist() == [NEVER] * 6 + [LEARNED + HOUR, LEARNED, LEARNED]
    assert declared(_world()).tolist() == [False] * 5 + [True] + [False] * 3


def test_without_alarms_everybody_was_exposed() -> None:
    verdict = judge(_world(), [])
    [alone, both] = verdict.outcomes
    assert (alone.found, alone.exposed, alone.taken, alone.wait, alone.named, alone.half) == (False, 40, 40, inf, 0.0, inf)
    assert (both.found, both.exposed, both.clients, both.pattern) == (False, 20, 2, "many_accounts")
    assert verdict.incidents == 0
    assert verdict.months == pytest.approx(5 * 2 / 30)


def test_exposed_are_the_different_people_up_to_the_first_alarm() -> None:
    late, early = Alarm(6, LEARNED + 30 * HOUR, "b"), Alarm(6, LEARNED + 10 * HOUR, "a")
    [alone, _] = judge(_world(), [late, early]).outcomes
    assert (alone.found, alone.exposed, alone.named, alone.bystanders) == (True, 10, 1.0, 0)
    assert alone.wait == pytest.approx(9 / 24)


@pytest.mark.parametrize("at", [START + DAY, LEARNED + HOUR - 1])
def test_an_alarm_before_the_harvest_says_nothing_of_it(at: int) -> None:
    verdict = judge(_world(), [Alarm(6, at, "a")])
    assert (verdict.outcomes[0].found, verdict.incidents) == (False, 0)


def test_a_group_is_found_by_one_and_named_by_all() -> None:
    alarms = [Alarm(7, LEARNED + 5 * HOUR, "a"), Alarm(0, LEARNED + 9 * HOUR, "a", members=(0, 5, 7, 8))]
    verdict = judge(_world(), alarms)
    both = verdict.outcomes[1]
    assert (both.exposed, both.named, both.half, both.bystanders) == (6, 1.0, 3.0, 1)
    assert verdict.incidents == 0
    half = judge(_world(), alarms[:1]).outcomes[1]
    assert (half.named, half.half) == (0.5, 3.0)


def test_a_false_incident_is_an_honest_undeclared_client_once_a_month() -> None:
    world = replace(_world(), days=40)
    alarms = [Alarm(0, LEARNED + day * DAY, "a") for day in (0, 1, 29, 31)] + [Alarm(1, LEARNED, "b"), Alarm(1, LEARNED, "a")]
    assert judge(world, [*alarms, Alarm(5, LEARNED, "a"), Alarm(2, LEARNED - 1, "a")]).incidents == 3
    assert judge(world, [Alarm(3, LEARNED, "a", members=(3, 4)), Alarm(4, LEARNED, "b", members=(4, 3))]).incidents == 1
    assert judge(world, []).months == pytest.approx(5 * 38 / 30)


def test_alarms_are_the_times_that_came() -> None:
    assert alarms_of(np.array([NEVER, 7, NEVER]), "limit") == [Alarm(1, 7, "limit")]


def test_the_rate_has_the_exact_poisson_interval() -> None:
    none = false_rate([Verdict((), 0, 10_000.0)])
    assert [none.value, none.low, none.high] == pytest.approx([0, 0, 3.6889], abs=1e-4)  # Garwood's table
    ten = false_rate([Verdict((), 4, 20_000.0), Verdict((), 6, 30_000.0)])
    assert (ten.incidents, ten.months) == (10, 50_000.0)
    assert [ten.value, ten.low, ten.high] == pytest.approx([2.0, 4.7954 / 5, 18.3904 / 5], abs=1e-4)


def test_a_rate_is_for_ten_thousand_clients_and_thirty_days() -> None:
    assert rate(0, 10_000.0) == false_rate([Verdict((), 0, 10_000.0)])
    assert rate(3, 30_000.0).value == pytest.approx(1.0)
