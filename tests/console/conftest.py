"""A small made world for the console: its ledger, scanned once a session, with harvesters, a canary touched, and incidents.

Whoever asks for `world` reads what is there. Whoever writes (verdicts, incidents, the configuration) asks for a copy (`copied`).
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from headcount import cli
from headcount import config as composition
from headcount.catalog.tokens import Tokenizer
from headcount.config import Config, load
from headcount.incident.cases import Cases
from headcount.lab.harvesters.canary_toucher import CanaryToucher
from headcount.lab.harvesters.interface import Harvester
from headcount.lab.harvesters.sequential_ids import SequentialIds
from headcount.lab.harvesters.single_account import SingleAccount
from headcount.lab.making import make
from headcount.lab.scenarios.interface import Scenario
from headcount.lab.setting import Setting
from headcount.lab.truth import Truth
from headcount.ledger.board import Board, Renewal, board_of

PEOPLE, ACCOUNTS, DAYS = 2_000, 200, 12


def _harvesters(_: Setting) -> tuple[Harvester, ...]:
    return (
        SingleAccount(people_a_day=60.0, route="/order/evaluate?buyer={}", most=PEOPLE),
        SequentialIds(people_a_day=80.0),
        CanaryToucher(people_a_day=12.0),
    )


@dataclass(frozen=True)
class World:
    """A folder as `headcount lab make` and `headcount scan` leave it."""

    folder: Path
    truth: Truth
    """Who harvests, and what: `truth.harvests`, in the order single account, sequential identifiers, canary toucher."""

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger"

    @property
    def file(self) -> Path:
        """The configuration as it is written."""
        return self.folder / "headcount.toml"

    @property
    def harvesters(self) -> tuple[str, ...]:
        """Names of the accounts that harvest."""
        return tuple(harvest.clients[0] for harvest in self.truth.harvests)

    def config(self) -> Config:
        return load(self.file)

    def tokens(self) -> Tokenizer:
        return composition.tokenizer(self.config(), None, self.ledger.with_name("ledger.key"))

    def cases(self) -> Cases:
        """The store of incidents; the caller closes it."""
        config = self.config()
        return Cases(config.incidents.place(self.ledger), config.incidents.longest_gap)

    def board(self) -> Board:
        return Board(board_of(self.ledger), composition.levels(self.config()))


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """To be read only."""
    folder = tmp_path_factory.mktemp("console") / "world"
    case = Scenario("console", "Two harvesters, and one who comes upon canaries.", _harvesters)
    truth, _ = make(case, PEOPLE, ACCOUNTS, DAYS, 7, folder, "combined")
    made = World(folder, truth)
    scan = ["scan", str(folder / "access.log"), "--config", str(made.file), "--ledger", str(made.ledger)]
    assert cli.main([*scan, "--quiet"]) in {0, 3}
    renew(made)
    return made


@pytest.fixture
def copied(world: World, tmp_path: Path) -> World:
    """One's own, to write to."""
    shutil.copytree(world.folder, tmp_path / "world")
    return World(tmp_path / "world", world.truth)


def renew(world: World) -> None:
    """Make the board, or take in what is new."""
    config = world.config()
    with composition.ledger(world.ledger, world.tokens(), read_only=True) as ledger:
        Renewal(board_of(world.ledger), composition.standing(config), composition.levels(config)).once(ledger)
