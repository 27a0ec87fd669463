"""The register over a real store: what is ours, and notes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from headcount.console.interface import ClientNote, KnownClient
from headcount.console.register import KeptRegister
from headcount.console.state import State
from tests.console.made_parts import NOW


@pytest.fixture
def register(tmp_path: Path) -> Iterator[KeptRegister]:
    state = State(str(tmp_path / "console.state"))
    yield KeptRegister(state.known, state.notes, lambda: NOW)
    state.close()


def test_what_is_ours_is_kept_replaced_and_forgotten(register: KeptRegister) -> None:
    assert register.known("account", "ann") is None
    declared = register.declare("account", "ann", "warehouse", 200, "nightly", "eve")
    assert declared == KnownClient("account", "ann", "warehouse", 200, "nightly", "eve", NOW)
    assert register.known("account", "ann") == declared
    assert register.known("address", "ann") is None
    register.declare("account", "ann", "sales", None, "", "bob")
    assert register.known("account", "ann") == KnownClient("account", "ann", "sales", None, "", "bob", NOW)
    assert register.forget("account", "ann")
    assert not register.forget("account", "ann")


def test_notes_are_newest_first(register: KeptRegister) -> None:
    first, second = register.note("account", "ann", "one", "eve"), register.note("account", "ann", "two", "bob")
    assert list(register.notes("account", "ann")) == [second, first]
    assert second == ClientNote("two", "bob", NOW)
    assert list(register.notes("account", "bob")) == []
