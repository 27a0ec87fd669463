"""Boards of ledgers that grow."""

from __future__ import annotations

from pathlib import Path

import pytest

from headcount.ledger.board.board import Board
from headcount.ledger.board.place import known_place
from headcount.ledger.board.renewing import renew
from headcount.ledger.board.telling import telling
from headcount.ledger.embedded import EmbeddedLedger
from tests.ledger.accesses import TOKENS
from tests.ledger.board.grown import Grown

Site = tuple[Grown, Board]


def renewed(ledger: EmbeddedLedger, folder: Path) -> Board:
    """The board in a folder, with what is new taken in."""
    folder.mkdir(exist_ok=True)
    twin = ledger.beside()
    with telling(twin, known_place(folder)) as told:
        renew(folder, told)
    twin.close()
    return Board(folder)


def grown_board(ledger: EmbeddedLedger, seed: int, folder: Path) -> tuple[Grown, Board]:
    """Grown in pieces, each taken in when it is there; the last brings visitors, another route, and times of long ago."""
    made = Grown(seed)
    made.begin(ledger)
    for count, days in ((40, 1.0), (3, 1.0), (160, 3.0), (1, 3.0)):
        made.grow(ledger, count, days)
        renewed(ledger, folder)
    made.settle(ledger)
    made.grow(ledger, 90, 40.0)
    return made, renewed(ledger, folder)


@pytest.fixture(scope="session", params=(1, 2, 3))
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """One that is asked only."""
    with EmbeddedLedger(None, TOKENS.key_id) as ledger:
        return grown_board(ledger, request.param, tmp_path_factory.mktemp("board"))


@pytest.fixture
def grown(ledger: EmbeddedLedger) -> Grown:
    """Some hundred disclosures in three goes, with a route that counts only since the second; written into `ledger`."""
    made = Grown(5)
    made.begin(ledger)
    made.grow(ledger, 120)
    made.settle(ledger)
    made.grow(ledger, 150)
    made.grow(ledger, 80, 9.0)
    return made
