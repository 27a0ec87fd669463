from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.policy.rows import GRAIN
from headcount.policy.sightings import Sightings

PERIOD = 60_000_000
WIDTH = PERIOD // GRAIN
NOW = 1_800_000_000_000_000 // WIDTH * WIDTH
BIG = (1 << 64) - 1


class Plain:
    """The same, plainly: of each client and person, the slot of the last showing, and when it began to be new."""

    def __init__(self) -> None:
        self.last: dict[tuple[str, int], int] = {}
        self.since: dict[tuple[str, int], int] = {}
        self.masked: set[tuple[str, int]] = set()

    def live(self, client: str, now: int) -> list[int]:
        return [p for (c, p), slot in self.last.items() if c == client and slot >= now // WIDTH - GRAIN]

    def weigh(self, client: str, records: Sequence[int], now: int) -> tuple[int, int, int, int, int]:
        live = self.live(client, now)
        new = [p for p in live if self.since[client, p] >= now // WIDTH - GRAIN]
        fresh = [p for p in records if p not in live]
        unknown = [p for p in fresh if (client, p) not in self.since]
        hidden = [p for p in records if p in live and (client, p) in self.masked]
        return len(live), len(new), len(fresh), len(unknown), len(hidden)

    def add(self, client: str, records: Sequence[int], now: int, hidden: bool) -> None:
        live = self.live(client, now)
        for p in records:
            self.since.setdefault((client, p), now // WIDTH)
            if not hidden:
                self.masked.discard((client, p))
            elif p not in live:
                self.masked.add((client, p))
            self.last[client, p] = now // WIDTH


steps = st.lists(
    st.tuples(
        st.integers(0, 9 * WIDTH),
        st.sampled_from("ab"),
        st.lists(st.sampled_from([0, 1, 2, 3, 4, 5, BIG - 1, BIG]), unique=True, max_size=5),
        st.booleans(),
    ),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(steps=steps)
def test_it_counts_as_plainly_told(steps: list[tuple[int, str, list[int], bool]]) -> None:
    sightings, plain, now = Sightings(PERIOD, remember=True), Plain(), NOW
    for pause, client, records, hidden in steps:
        now += pause
        weight = sightings.weigh(client, records, now)
        assert (weight.people, weight.new, weight.fresh, weight.fresh_new, weight.hidden) == plain.weigh(client, records, now)
        if len(records) == 1 and not hidden:
            glance = sightings.glance(client, records[0], now)
            assert glance[3:5] == (weight.people + weight.fresh, weight.new + weight.fresh_new)
            sightings.take(client, records[0], glance)
        else:
            sightings.add(client, records, now, hidden=hidden)
        plain.add(client, records, now, hidden)


def test_a_person_counts_for_a_period_and_at_most_one_slot_more() -> None:
    sightings = Sightings(PERIOD, remember=False)
    sightings.add("ann", [7], NOW + WIDTH - 1)
    assert sightings.weigh("ann", [7], NOW + WIDTH - 1 + PERIOD).people == 1
    assert sightings.weigh("ann", [7], NOW + PERIOD + WIDTH).people == 0
    assert sightings.clients == 0


def test_when_the_first_runs_out_is_told() -> None:
    sightings = Sightings(PERIOD, remember=False)
    sightings.add("ann", [7], NOW)
    sightings.add("ann", [8], NOW + 5 * WIDTH)
    until = sightings.weigh("ann", [], NOW).until
    assert until == NOW + PERIOD + WIDTH
    assert sightings.weigh("ann", [], until - 1).people == 2
    assert sightings.weigh("ann", [], until).people == 1


def test_nobody_runs_out_where_nobody_counts() -> None:
    sightings = Sightings(PERIOD, remember=False)
    sightings.add("ann", (), NOW, step=1)
    weight = sightings.weigh("ann", [7], NOW)
    assert (weight.people, weight.until, weight.step) == (0, 0, 1)


def test_the_step_is_kept() -> None:
    sightings = Sightings(PERIOD, remember=False)
    sightings.add("ann", [7], NOW, step=2)
    sightings.add("ann", [8], NOW)
    assert sightings.weigh("ann", [], NOW).step == 2
    assert sightings.weigh("bob", [], NOW).step == 0


def test_whether_something_changed_is_told() -> None:
    sightings = Sightings(PERIOD, remember=False)
    assert sightings.add("ann", [7], NOW)
    assert not sightings.add("ann", [7], NOW + 1)
    assert sightings.add("ann", [7], NOW + WIDTH), "it counts longer"
    assert not sightings.add("ann", [7], NOW), "a late one changes nothing"
    assert sightings.add("ann", [8], NOW + WIDTH, hidden=True)
    assert sightings.add("ann", [8], NOW + WIDTH), "now in clear"
    assert not sightings.add("ann", [8], NOW + WIDTH, hidden=True), "seen in clear, it stays so"


def test_people_of_a_ledger_are_not_new() -> None:
    sightings = Sightings(PERIOD, remember=True)
    sightings.remember("ann", [3, 1, 2])
    sightings.remember("ann", [9, 1])
    weight = sightings.weigh("ann", [1, 9, 5], NOW)
    assert (weight.people, weight.fresh, weight.fresh_new) == (0, 3, 1)
    sightings.add("ann", [1, 9, 5], NOW)
    assert sightings.weigh("ann", [], NOW).new == 1


def test_without_remembering_nobody_is_new() -> None:
    sightings = Sightings(PERIOD, remember=False)
    sightings.remember("ann", [1])
    assert sightings.weigh("ann", [1, 2], NOW).fresh_new == 0


def test_clients_who_stay_away_are_let_go_of() -> None:
    sightings = Sightings(PERIOD, remember=True)
    for number in range(100):
        sightings.add(f"client {number}", [number], NOW)
    assert sightings.clients == 100
    later = NOW + PERIOD + WIDTH
    for number in range(26):
        sightings.add("busy", [number], later)
    assert sightings.clients == 1
    assert sightings.forgotten == 0
    assert sightings.weigh("client 5", [5, 6], later).fresh_new == 1, "whom they saw is still known"


def test_clients_who_came_back_are_not_let_go_of() -> None:
    sightings = Sightings(PERIOD, remember=False)
    sightings.add("ann", [1], NOW)
    sightings.add("ann", [2], NOW + 20 * WIDTH)
    for _ in range(10):
        sightings.add("busy", [1], NOW + PERIOD + 2 * WIDTH)
    assert sightings.weigh("ann", [], NOW + PERIOD + 2 * WIDTH).people == 1


@pytest.mark.parametrize("now", [-1, 0, 1 << 62])
def test_odd_times_are_counted_too(now: int) -> None:
    sightings = Sightings(PERIOD, remember=True)
    assert sightings.add("ann", [1, 2], now)
    assert sightings.weigh("ann", [2, 3], now).people == 2


@pytest.mark.parametrize("remember", [True, False])
def test_too_many_clients_push_out_the_oldest(remember: bool) -> None:
    sightings = Sightings(PERIOD, remember=remember, most=1000)
    for number in range(5000):
        sightings.add(f"client {number}", [number], NOW + number)
    assert sightings.clients <= 1001
    assert sightings.forgotten >= 3999
    assert sightings.weigh("client 4999", [], NOW + 5000).people == 1
    assert sightings.weigh("client 0", [], NOW + 5000).people == 0
