"""How many records groups of clients have in common, against plain sets."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from headcount.ledger import overlap
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.overlap import Shown, in_common, lens_of_client, numbers_of
from headcount.model.incident import ClientName
from tests.ledger.overlapping import GROUPS, ORDERS, USERS, expected, in_tables, levels, made, named, numbers


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedLedger]:
    with made(tmp_path_factory.mktemp("overlap")) as opened:
        yield opened


@pytest.fixture(scope="module")
def shown(ledger: EmbeddedLedger) -> Shown:
    return in_tables(ledger)


@pytest.mark.parametrize("block", [1 << 17, 64])
def test_what_groups_have_in_common_is_exact(
    ledger: EmbeddedLedger, shown: Shown, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(overlap, "_BLOCK", block)
    assert shown.shared(numbers(ledger, *GROUPS)).tolist() == expected()
    assert expected()[2][3] == 90


def test_who_was_shown_nothing_has_nothing(ledger: EmbeddedLedger, shown: Shown) -> None:
    assert shown.shared([*numbers(ledger, ["ann"]), [], [99]]).tolist() == [[140, 0, 0], [0, 0, 0], [0, 0, 0]]
    assert shown.shared([]).shape == (0, 0)
    assert shown.popularity() == []


def test_popularity_is_by_entity(ledger: EmbeddedLedger, shown: Shown) -> None:
    shown.shared(numbers(ledger, ["ann"], ["carl"]))
    orders, users = shown.popularity()
    assert dict(zip(orders.viewers.tolist(), orders.records.tolist(), strict=True)) == levels(ORDERS)
    assert dict(zip(users.viewers.tolist(), users.records.tolist(), strict=True)) == levels(USERS) == {1: 50, 2: 25}
    assert (orders.shown.tolist(), users.shown.tolist()) == ([90, 90], [50, 0])
    shown.shared(numbers(ledger, ["carl"]))
    assert len(shown.popularity()) == 1


def test_clients_are_known_by_name_and_number(ledger: EmbeddedLedger) -> None:
    [[bob]] = numbers(ledger, ["bob"])
    assert (lens_of_client(ledger, bob), lens_of_client(ledger, 99)) == ("account", "")
    assert numbers_of(ledger, [*named("bob", "nobody", "bob"), ClientName("address", "bob")]) == {named("bob")[0]: bob}
    assert numbers_of(ledger, []) == {}


def test_rows_may_come_in_any_order() -> None:
    group, record = np.array([2, 0, 0, 1, 2]), np.array([7, 9, 7, 9, 8], np.uint64)
    assert in_common(group, record, 3).tolist() == [[2, 1, 1], [1, 1, 0], [1, 0, 2]]
