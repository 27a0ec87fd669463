"""The import contracts of pyproject.toml hold: floors, privacy, engine, no cycles."""

from __future__ import annotations

import logging
import tomllib

from importlinter.cli import lint_imports

from tests.house.tree import PACKAGE, ROOT


def test_the_contracts_hold() -> None:
    kept = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    for logger in logging.root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            logger.disabled = False  # as they were: it sets up logging for itself, and tests after this one read logs
    assert kept == 0


def test_every_room_stands_on_exactly_one_floor() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    floors = next(contract for contract in contracts if contract["id"] == "floors")
    assert floors["exhaustive"] is True
    on_floors = [room.strip() for floor in floors["layers"] for room in floor.split("|")]
    rooms = sorted(path.stem for path in PACKAGE.iterdir() if path.name not in {"__init__.py", "__pycache__", "py.typed"})
    assert sorted(room for room in on_floors if room != "(__main__)") == [room for room in rooms if room != "__main__"]
