"""Findings as incidents keep them, and two of one detector on one client as one."""

from __future__ import annotations

import datetime as dt
import itertools
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headcount.incident.signals import (
    clients_of,
    combined,
    key_of,
    name_of,
    ordered_clients,
    signal_of,
    strongest_first,
    title_of,
)
from headcount.model.finding import Finding
from headcount.model.incident import ClientName, Signal
from tests.incident.made_signals import signal

WHEN = dt.datetime(2026, 3, 2, 17, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def finding(lens: str, client: str, *members: str) -> Finding:
    return Finding(
        "slow_crawl", lens, client, 3, 500, 400, WHEN, WHEN, 9.0, 3.0, "It took much.", ("/u/{id}",), "SELECT 1", members
    )


def test_a_finding_is_kept_in_utc() -> None:
    kept = signal_of(finding("account", "ann"))
    assert (key_of(kept), kept.records, kept.people) == (("slow_crawl", "account", "ann"), 500, 400)
    assert (kept.first.isoformat(), clients_of(kept)) == ("2026-03-02T09:00:00+00:00", (ClientName("account", "ann"),))


@pytest.mark.parametrize(
    ("lens", "given", "expected"),
    [("agent", "", "address"), ("agent", "visitor", "visitor"), ("account", "", "account")],
    ids=["by form", "as told", "as the finding"],
)
def test_members_have_a_lens(lens: str, given: str, expected: str) -> None:
    kept = signal_of(finding(lens, "ExampleBrowser/1.0", "192.0.2.1", "2001:db8::1"), given)
    assert clients_of(kept) == (ClientName(expected, "192.0.2.1"), ClientName(expected, "2001:db8::1"))
    assert name_of(kept) == ClientName(lens, "ExampleBrowser/1.0")


def test_members_that_are_no_addresses_are_accounts() -> None:
    assert clients_of(signal_of(finding("week", "2026-W10", "192.0.2.1", "ann")))[1] == ClientName("account", "ann")


def test_of_two_the_newer_counts_for_the_period_of_both() -> None:
    early, late = signal(first=0, last=5, records=900), signal(first=3, last=9, records=800)
    assert combined(early, late) == combined(late, early) == signal(first=0, last=9, records=800)
    assert combined(late, late) == late


def test_members_only_become_more() -> None:
    both = combined(signal(lens="agent", members=("b", "a"), last=2), signal(lens="agent", members=("c", "a"), last=1))
    assert [client.name for client in both.members] == ["a", "b", "c"]
    assert combined(both, signal(lens="agent", members=("b", "a"), last=2)) == both
    assert combined(
        signal(lens="agent", members=("b", "a"), last=2), signal(lens="agent", members=("a",), last=1)
    ).members == tuple(ClientName("account", name) for name in ("b", "a"))


SIGNALS = st.builds(
    lambda first, length, records, strength, members: signal(
        first=first, last=first + length, records=records, strength=strength, members=members
    ),
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(1, 3),
    st.sampled_from([20.0, 30.0]),
    st.lists(st.sampled_from("abcd"), unique=True).map(tuple),
)


@given(st.lists(SIGNALS, min_size=2, max_size=4))
def test_in_any_order_it_is_the_same(signals: list[Signal]) -> None:
    assert len({reduce(combined, order) for order in itertools.permutations(signals)}) == 1


def test_titles_have_no_figures() -> None:
    alone = signal(records=1200)
    assert title_of([alone]) == "Slow crawl by account ann"
    assert title_of([alone, signal("bob")]) == "Slow crawl by account ann and others"
    many = signal("203.0.113.0/24", "coordinated_crawl", lens="prefix", members=("ann", "bob"))
    assert title_of([many, alone]) == "Coordinated crawl by clients of prefix 203.0.113.0/24"


def test_the_strongest_against_its_own_threshold_is_first() -> None:
    weak, strong = signal(strength=20), signal("bob", strength=40)
    assert strongest_first([weak, strong]) == (strong, weak)


def test_clients_stand_by_their_records() -> None:
    cohort = signal("ExampleBrowser/1.0", lens="agent", records=300, members=("z", "a", "ann"))
    assert [client.name for client in ordered_clients([cohort, signal(records=500), signal("bob", records=90)])] == [
        "ann",
        "z",
        "a",
        "bob",
    ]
