"""A board as it was kept at one moment."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from headcount.ledger.board import state as states
from headcount.ledger.board.place import known_place
from headcount.ledger.board.state import State
from headcount.ledger.embedded import EmbeddedLedger
from tests.ledger.board.conftest import renewed
from tests.ledger.board.grown import MIDNIGHT, Grown

_SINCE = MIDNIGHT.toordinal() - 719_163


@pytest.fixture
def state(ledger: EmbeddedLedger, grown: Grown, tmp_path: Path) -> State:
    assert grown.rows
    renewed(ledger, tmp_path / "b")
    return State(tmp_path / "b", known_place(tmp_path / "b"))


def test_every_client_is_found_by_its_name_and_nobody_else(state: State, grown: Grown) -> None:
    numbers = {state.find(*name) for name in grown.clients}
    assert len(numbers) == len(grown.clients)
    assert -1 not in numbers
    assert [state.named(state.find(*name)) for name in grown.clients] == grown.clients
    assert state.find("account", "ANN") == state.find("account", "zzz") == state.find("no lens", "Ann") == -1
    assert state.find("account", "Ann") != state.find("account", "ann")


def test_rows_of_a_client_that_has_too_many_to_be_kept(state: State, grown: Grown, monkeypatch: pytest.MonkeyPatch) -> None:
    client = state.find(*grown.clients[0])
    kept = state.rows(client)
    assert state.rows(client) is kept
    monkeypatch.setattr(states, "_MOST_ROWS", 0)
    assert state.rows(client) is not kept
    assert state.rows(client).tolist() == kept.tolist()


def test_pairs_and_new_ones(state: State, grown: Grown) -> None:
    assert state.pairs == sum(len({row.record for row in grown.of(name)}) for name in grown.clients)
    assert int(state.new(_SINCE, None).sum()) == state.pairs
    assert int(state.new(_SINCE, _SINCE + 1).sum()) + int(state.new(_SINCE + 1, None).sum()) == state.pairs


def test_the_client_of_a_row(state: State, grown: Grown) -> None:
    told = state.clients_of(np.arange(state.log.rows))
    assert int((told < 0).sum()) == len(grown.rows) - len(grown.counted)
