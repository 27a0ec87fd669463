"""The console joined to the rest: over a ledger at rest, and beside a service."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from headcount.console import joining
from headcount.console.signing import setting_up
from headcount.console.state import KnownClient, State
from headcount.errors import ConfigError, LedgerError
from headcount.ledger.embedded import EmbeddedLedger
from tests.console.conftest import World
from tests.console.signing.entrance import send
from tests.console.state.fresh import fresh
from tests.service.serving import TOKENS

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
RULES = '[[budgets]]\nname = "mine"\npeople = 5\n'


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with fresh(tmp_path / "people.console") as made:
        yield made


class Keeper:
    """Notes whom it follows."""

    def __init__(self) -> None:
        self.followed: list[EmbeddedLedger | None] = []
        self.problem = ""

    def begin(self, ledger: EmbeddedLedger) -> None:
        self.followed.append(ledger)

    def end(self) -> None:
        self.followed.append(None)


def test_a_ledger_at_rest_is_shown_and_nothing_is_decided(world: World, state: State) -> None:
    console = joining.resting(world.config(), world.tokens(), world.ledger, state, world.file)
    with TestClient(console.application, "http://127.0.0.1:4282") as browser:
        path = setting_up.terminal_path(state, "root", "privacy_officer", joining.now())
        page = send(browser, path, {})
        assert page.status_code == 200
        assert "Read only" in page.text
        name = world.harvesters[0]
        assert browser.get(f"/clients/account/{name}").status_code == 200
        assert browser.get("/users").status_code == 403
        assert browser.get("/log").status_code == 403
    assert [one.detail.partition(" at ")[0] for one in state.audit.entries(what="look")] == [f"client account:{name}"]
    assert [one.seen for one in state.looks.pending(0)] == [f"account:{name}"]
    joining.let_go(console)


def test_the_store_of_incidents_is_opened_once_and_lent(world: World, state: State) -> None:
    console = joining.resting(world.config(), world.tokens(), world.ledger, state)
    first = console.parts.cases()
    with first as cases:
        assert len(cases.list()) == 3
    assert console.parts.cases() is first
    assert len(first.list()) == 3
    joining.let_go(console)
    assert console.parts.cases() is not first
    joining.let_go(console)


def test_what_people_set_is_laid_over_the_file(world: World, state: State) -> None:
    config = world.config()
    assert joining.overlay(state, config) == config
    state.documents.write(joining.RULES, RULES, "ann", NOW)
    state.known.put(KnownClient("account", "batch", "data team", 400, "", "ann", NOW))
    told = joining.overlay(state, config)
    assert [budget.name for budget in told.budgets if budget.name not in {one.name for one in config.budgets}] == [
        "known account batch",
        "mine",
    ]
    assert told.agreements[-1].accounts == ["batch"]


def test_what_does_not_fit_any_more_is_left_out_at_rest(world: World, state: State) -> None:
    state.documents.write(joining.RULES, RULES + 'role = "gone"\n', "ann", NOW)
    config = world.config()
    with pytest.raises(ConfigError, match="gone"):
        joining.overlay(state, config)
    console = joining.resting(config, world.tokens(), world.ledger, state)
    assert console.parts.config() == config


def test_beside_a_service_the_board_follows_and_looks_are_brought(tmp_path: Path, state: State) -> None:
    keeper, troubles = Keeper(), list[tuple[str, str]]()
    beside = joining.Beside(state, TOKENS, keeper, lambda part, what: troubles.append((part, what)))
    with pytest.raises(LedgerError, match="not open just now"):
        beside.connection()
    state.audit.looked(NOW, "ann", "client", "account:bob", "/clients")
    with EmbeddedLedger(tmp_path / "ledger", TOKENS.key_id) as ledger:
        beside.opening(ledger)
        beside.tidy(ledger)
        beside.tidy(ledger)
        assert keeper.followed == [ledger]
        keeper.problem = "people.ledger.board cannot be kept; make room"
        beside.tidy(ledger)
        assert [one for one in troubles if one[0] == "board"][-1] == ("board", keeper.problem)
        keeper.problem = ""
        beside.tidy(ledger)
        assert [one for one in troubles if one[0] == "board"][-1] == ("board", "")
        twin = beside.connection()
        assert twin.connection.execute("SELECT count(*) FROM disclosure").fetchall() == [(1,)]
        twin.close()
        beside.closing()
        beside.closing()
    assert keeper.followed == [ledger, None]
    assert ("console", "") in troubles
