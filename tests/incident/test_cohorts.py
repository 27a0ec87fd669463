"""Found clients that share a trait, more than chance has it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest

from headcount.incident.cohorts import labels, log_tail, same_cohort
from headcount.model.incident import Tie
from tests.incident.made_signals import signal

CROWD = 2000


def _traits(found: Sequence[tuple[str, str, int]], lens: str = "account") -> pa.Table:
    """A crowd with 40 user agents, networks of its own, and two newcomers a day after 400 that were there; then f0, f1 ..."""
    agents = [f"Browser/{n % 40}" for n in range(CROWD)] + [agent for agent, _, _ in found]
    prefixes = [f"198.18.{n % 250}.0/24" for n in range(CROWD)] + [prefix for _, prefix, _ in found]
    days = [0 if n < 400 else n % 800 for n in range(CROWD)] + [day for _, _, day in found]
    names = [f"c{n}" for n in range(CROWD)] + [f"f{n}" for n in range(len(found))]
    return pa.table({"lens": [lens] * len(names), "name": names, "agent": agents, "prefix": prefixes, "day": days})


def _tied(ties: Sequence[Tie]) -> set[str]:
    return {client.name for tie in ties for client in (tie.one, tie.other)}


OWN = [(f"Browser/{n}", f"192.0.2.{n}/24", 30 + 40 * n) for n in range(10)]
"""Found clients with nothing in common."""
SIGNALS = [signal(f"f{n}") for n in range(10)]


@pytest.mark.parametrize(
    "shared",
    [
        [("Robot/1", prefix, day) for _, prefix, day in OWN[:6]],
        [(agent, "203.0.113.0/24", day) for agent, _, day in OWN[:6]],
        [(agent, prefix, 301) for agent, prefix, _ in OWN[:6]],
        [(agent, prefix, 294 + n % 7) for n, (agent, prefix, _) in enumerate(OWN[:6])],
    ],
    ids=["user agent", "network", "first day", "first week"],
)
def test_a_campaign_that_is_found_one_by_one_is_one_cohort(shared: list[tuple[str, str, int]]) -> None:
    ties = same_cohort(SIGNALS, _traits([*shared, *OWN[6:]]))
    assert _tied(ties) == {f"f{n}" for n in range(6)}
    assert {(tie.shared, tie.why) for tie in ties} == {(6, "same cohort")}
    assert all(tie.expected < 1 for tie in ties)


def test_those_who_have_nothing_in_common_are_not_tied() -> None:
    assert same_cohort(SIGNALS, _traits(OWN)) == []
    assert same_cohort([], _traits(OWN)) == []


def test_a_user_agent_that_many_have_tells_nothing() -> None:
    assert same_cohort(SIGNALS, _traits([("Browser/7", prefix, day) for _, prefix, day in OWN])) == []


def test_four_are_too_few() -> None:
    assert same_cohort(SIGNALS, _traits([*[("Robot/1", prefix, day) for _, prefix, day in OWN[:4]], *OWN[4:]])) == []


def test_who_was_there_when_the_log_began_is_no_newcomer() -> None:
    assert same_cohort(SIGNALS, _traits([(agent, prefix, 5) for agent, prefix, _ in OWN])) == []


def test_members_of_a_finding_on_many_are_tied_by_it_already() -> None:
    many = signal("Robot/1", lens="agent", members=tuple(f"f{n}" for n in range(10)))
    assert same_cohort([many], _traits([("Robot/1", prefix, day) for _, prefix, day in OWN])) == []


def test_clients_are_compared_under_their_own_lens() -> None:
    shared = [("Robot/1", prefix, day) for _, prefix, day in OWN]
    assert same_cohort(SIGNALS, _traits(shared, "address")) == []
    assert len(same_cohort([signal(f"f{n}", lens="address") for n in range(10)], _traits(shared, "address"))) == 9


def test_what_is_not_known_is_no_trait() -> None:
    traits = pa.table(
        {"lens": ["account"] * 3, "name": ["a", "b", "c"], "agent": ["", "x", "x"], "prefix": ["", "", ""], "day": [0, 7, 15]}
    )
    told = {name: values.tolist() for name, values in labels(traits).items()}
    assert told["agent"][0] == -1
    assert told["agent"][1] == told["agent"][2] >= 0
    assert (told["prefix"], told["day"], told["week"]) == ([-1, -1, -1], [-1, 7, 15], [-1, 1, 2])


def test_the_bound_is_never_below_the_chance() -> None:
    population, hits, drawn = 60, 12, 10
    for k in range(1, 11):
        chance = sum(
            math.comb(hits, n) * math.comb(population - hits, drawn - n) / math.comb(population, drawn)
            for n in range(k, drawn + 1)
        )
        assert log_tail(k, drawn, hits / population) >= math.log(chance) - 1e-9
    assert log_tail(10, 10, 0.2) == pytest.approx(10 * np.log(0.2))
    assert log_tail(2, 10, 0.2) == 0.0
