"""A look is what a scan of the same ledger finds, however many looks there were before."""

from __future__ import annotations

import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from headcount import config as composition
from headcount.catalog.tokens import Tokenizer, load_key
from headcount.cli import main
from headcount.config import Config, load
from headcount.detectors import DETECTORS
from headcount.errors import LedgerError
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.handover import give
from headcount.ledger.rollup import roll_up
from headcount.ledger.showings import alone, known_place
from headcount.model.finding import Finding
from headcount.pipeline import Scan, take_in
from headcount.service.looking import Look, Task, look
from tests.made import HARVESTER, harvested_shop


def _scan(folder: Path, name: str, lines: list[str]) -> None:
    (folder / name).write_text("".join(lines))
    assert main(["scan", str(folder / name), "--ledger", str(folder / "ledger"), "--quiet", "--no-detect"]) == 0


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scanned")
    _scan(folder, "access.log", harvested_shop())
    return folder


@pytest.fixture
def shop(scanned: Path, tmp_path: Path) -> Path:
    """A folder with a ledger of the shop with one harvester."""
    shutil.copytree(scanned, tmp_path, dirs_exist_ok=True)
    return tmp_path


def _handed_over(folder: Path, to: Path) -> Task:
    """What is new in the ledger, for a look."""
    to.mkdir()
    showings = folder / "ledger.showings"
    with _open(folder) as ledger:
        ledger.name_clients()
        given = give(ledger, known_place(showings), to)
    return Task(Config(), str(folder / "ledger.key"), str(showings), str(to), given)


def _open(folder: Path) -> EmbeddedLedger:
    return EmbeddedLedger(folder / "ledger", Tokenizer(load_key(folder / "ledger.key")).key_id)


def _by_scan(folder: Path, config: Config | None = None) -> list[Finding]:
    """What all detectors find in the whole ledger."""
    tokens, told = Tokenizer(load_key(folder / "ledger.key")), config or Config()
    relations, places = composition.relations(told, tokens), composition.places(told, tokens)
    with _open(folder) as ledger:
        who, canaries = composition.standing(told), composition.canaries(told, tokens)
        take_in(ledger, relations, places)
        window = roll_up(ledger, who, canaries, places.homes)
        return Scan(ledger, composition.catalogue(told, tokens, []), who, DETECTORS).detect(window)


def test_looks_at_a_growing_ledger_find_what_scans_find(tmp_path: Path) -> None:
    lines = harvested_shop()
    for number, (begin, end) in enumerate(((0, 1_200), (1_200, 2_100), (2_100, len(lines)))):
        _scan(tmp_path, f"{number}.log", lines[begin:end])
        seen = look(_handed_over(tmp_path, tmp_path / f"handover-{number}"))
        assert seen.findings == _by_scan(tmp_path)
    assert HARVESTER in {finding.client for finding in seen.findings}
    assert seen.clients == 151


@pytest.mark.parametrize("scenario", ["hospital_clerk", "maimai_partner"])
def test_in_a_made_world_with_tables_looks_find_what_scans_find(tmp_path: Path, scenario: str) -> None:
    size = ("--people", "1000", "--clients", "90", "--days", "15", "--seed", "4")
    assert main(["lab", "make", scenario, *size, "--out", str(tmp_path)]) == 0
    lines = (tmp_path / "access.log").read_text().splitlines(keepends=True)
    settings = tmp_path / "headcount.toml"
    config = load(settings)
    for number, (begin, end) in enumerate(pairwise((0, 2 * len(lines) // 3, len(lines)))):
        (tmp_path / f"{number}.log").write_text("".join(lines[begin:end]))
        words = ("--config", str(settings), "--ledger", str(tmp_path / "ledger"), "--quiet", "--no-detect")
        assert main(["scan", str(tmp_path / f"{number}.log"), *words]) == 0
        seen = look(msgspec.structs.replace(_handed_over(tmp_path, tmp_path / f"handover-{number}"), config=config))
        assert seen.findings == _by_scan(tmp_path, config)
    assert len(seen.findings) > 0


def test_as_a_process_it_says_the_same(shop: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "headcount.service.looking"],
        input=msgspec.json.encode(_handed_over(shop, shop / "one")),
        capture_output=True,
        check=True,
    )
    assert msgspec.json.decode(told.stdout, type=Look) == look(_handed_over(shop, shop / "two"))


def test_a_ledger_under_another_key_is_a_problem(shop: Path) -> None:
    task = msgspec.structs.replace(_handed_over(shop, shop / "one"), key=str(shop / "key"))
    load_key(shop / "key")
    with pytest.raises(LedgerError, match="another key"):
        look(task)


def test_while_another_look_is_under_way_nothing_is_seen(shop: Path) -> None:
    task = _handed_over(shop, shop / "one")
    with alone(shop / "ledger.showings"), pytest.raises(LedgerError, match="still under way"):
        look(task)
    assert look(task).clients == 151


def test_where_files_cannot_be_kept_the_problem_says_so(shop: Path) -> None:
    task = _handed_over(shop, shop / "one")
    (shop / "one" / "disclosure").unlink()
    with pytest.raises(LedgerError, match="cannot keep its files"):
        look(task)


def test_a_handover_that_does_not_go_on_where_it_stands_is_a_problem_once(shop: Path) -> None:
    look(_handed_over(shop, shop / "one"))
    (shop / "ledger.showings" / "code").write_bytes(b"")
    with pytest.raises(LedgerError, match="begins anew"):
        look(_handed_over(shop, shop / "two"))
    assert look(_handed_over(shop, shop / "three")).clients == 151
