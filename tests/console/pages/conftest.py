"""The leaky shop, scanned once a session, and a copy of it with an incident for each test that handles one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from headcount.cli import main
from tests.console.pages.handled import TOML, Handled, handled
from tests.leaky import leaky_shop


@pytest.fixture(scope="session")
def leaky(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`leaky.log`, `headcount.toml` that says that its orders are people, `leaky.ledger` and its key."""
    folder = tmp_path_factory.mktemp("leaky")
    log, file, ledger = folder / "leaky.log", folder / "headcount.toml", folder / "leaky.ledger"
    log.write_text("".join(leaky_shop()))
    file.write_text(TOML)
    assert main(["scan", str(log), "--config", str(file), "--ledger", str(ledger), "--no-detect", "--quiet"]) == 0
    return folder


@pytest.fixture
def handling(leaky: Path, tmp_path: Path) -> Iterator[Handled]:
    """One's own copy, with incident 1."""
    made = handled(leaky, tmp_path)
    yield made
    made.close()
