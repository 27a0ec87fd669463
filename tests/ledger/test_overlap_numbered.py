"""By number it is the same as in the engine's tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.overlap import Shown
from tests.ledger.overlapping import GROUPS, by_number, expected, in_tables, made, numbers


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("overlap")


@pytest.fixture(scope="module")
def ledger(folder: Path) -> Iterator[EmbeddedLedger]:
    with made(folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def shown(ledger: EmbeddedLedger, folder: Path) -> Iterator[Shown]:
    with by_number(ledger, folder) as told:
        yield told


def test_what_groups_have_in_common_is_exact(ledger: EmbeddedLedger, shown: Shown) -> None:
    assert shown.shared(numbers(ledger, *GROUPS)).tolist() == expected()


def test_popularity_is_that_of_the_tables(ledger: EmbeddedLedger, shown: Shown) -> None:
    for groups in (numbers(ledger, *GROUPS), numbers(ledger, ["carl"])):
        told = []
        for one in (shown, in_tables(ledger)):
            one.shared(groups)
            told.append([(each.viewers.tolist(), each.records.tolist(), each.shown.tolist()) for each in one.popularity()])
        assert told[0] == told[1]
        assert len(told[0]) == (2 if len(groups) > 1 else 1)


def test_who_was_shown_nothing_has_nothing(ledger: EmbeddedLedger, shown: Shown) -> None:
    assert shown.shared([*numbers(ledger, ["ann"]), [], [99]]).tolist() == [[140, 0, 0], [0, 0, 0], [0, 0, 0]]
    assert shown.shared([]).shape == (0, 0)
    assert shown.popularity() == []
