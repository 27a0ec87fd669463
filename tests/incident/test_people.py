"""Who was shown the same people: exact counts, held against what chance has."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from headcount.incident.people import expected, inclusion, log_tail, same_people
from headcount.ledger.overlap import Popularity
from headcount.model.incident import ClientName, Signal, Tie
from tests.incident.made_signals import signal
from tests.ledger.overlapping import counted, in_tables


def _ties(folder: Path, shown: dict[str, list[int]], *found: Signal) -> list[Tie]:
    """The ties among what was found of accounts that were shown these orders."""
    with counted(folder, {"orders": shown}) as ledger:
        return same_people(found, ledger, in_tables(ledger))


@pytest.fixture(scope="module")
def crowd() -> dict[str, list[int]]:
    """400 honest accounts that look at what is popular, of 6,000 orders."""
    draw = random.Random(6)  # noqa: S311  # made traffic
    weights = [1 / (n + 1) ** 0.7 for n in range(6000)]
    return {f"a{n}": [10_000 + order for order in set(draw.choices(range(6000), weights, k=40))] for n in range(400)}


def test_two_with_one_list_of_people_are_tied(tmp_path: Path, crowd: dict[str, list[int]]) -> None:
    draw = random.Random(7)  # noqa: S311  # made traffic
    wanted = [10_000 + order for order in draw.sample(range(6000), 300)]
    ann, bob = sorted(draw.sample(wanted, 250)), sorted(draw.sample(wanted, 200))
    carl = [10_000 + order for order in draw.sample(range(6000), 300)]
    [tie] = _ties(tmp_path, {**crowd, "ann": ann, "bob": bob, "carl": carl}, signal("ann"), signal("bob"), signal("carl"))
    assert {tie.one.name, tie.other.name} == {"ann", "bob"}
    assert tie.shared == len(set(ann) & set(bob))
    assert 5 < tie.expected < tie.shared / 3


def test_what_everybody_looks_at_ties_nobody(tmp_path: Path, crowd: dict[str, list[int]]) -> None:
    draw = random.Random(8)  # noqa: S311  # made traffic
    weights = [1 / (n + 1) ** 0.7 for n in range(6000)]
    fans = {f"fan{n}": [10_000 + order for order in set(draw.choices(range(6000), weights, k=500))] for n in range(6)}
    assert _ties(tmp_path, {**crowd, **fans}, *map(signal, fans)) == []


def test_two_who_take_everything_are_not_tied_for_that(tmp_path: Path, crowd: dict[str, list[int]]) -> None:
    draw = random.Random(9)  # noqa: S311  # made traffic
    takers = {f"taker{n}": [10_000 + order for order in sorted(draw.sample(range(6000), 4500))] for n in range(2)}
    assert _ties(tmp_path, {**crowd, **takers}, *map(signal, takers)) == []


def test_one_alone_has_no_tie(tmp_path: Path) -> None:
    assert _ties(tmp_path, {"ann": [10_000, 10_001]}, signal("ann")) == []


def test_a_client_is_expected_to_draw_as_many_as_it_was_shown() -> None:
    viewers, records = np.array([1, 5, 40]), np.array([5000, 900, 30])
    for shown in (1, 300, 5900):
        drawn = inclusion(viewers, records, shown)
        assert float((drawn * records).sum()) == pytest.approx(shown, rel=1e-6)
        assert np.all(np.diff(drawn) > 0)
    assert inclusion(viewers, records, 5930).tolist() == [1.0, 1.0, 1.0]
    assert float(inclusion(viewers, records, 0).max()) == pytest.approx(0, abs=1e-9)


def test_chance_is_that_of_an_even_draw_where_all_are_as_popular() -> None:
    entity = Popularity(np.array([3]), np.array([1000]), np.array([100, 200]))
    assert expected([entity, entity], 2).round(6).tolist() == [[20.0, 40.0], [40.0, 80.0]]


def test_the_chance_of_many_is_small() -> None:
    assert log_tail(10, 10.0) == log_tail(3, 10.0) == 0.0
    assert log_tail(30, 10.0) == pytest.approx(20 - 30 * np.log(3))
    assert log_tail(5, 0.0) < -90


def test_of_a_cohort_all_clients_count(tmp_path: Path, crowd: dict[str, list[int]]) -> None:
    draw = random.Random(10)  # noqa: S311  # made traffic
    wanted = [10_000 + order for order in draw.sample(range(6000), 120)]
    shown = {**crowd, "ann": sorted(wanted), "m1": sorted(wanted[:60]), "m2": sorted(wanted[60:])}
    [tie] = _ties(tmp_path, shown, signal(), signal("B/1", lens="agent", strength=20, members=("m1", "m2")))
    assert (tie.one, tie.other, tie.shared) == (ClientName("account", "ann"), ClientName("agent", "B/1"), 120)
