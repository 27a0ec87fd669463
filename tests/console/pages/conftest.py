"""The leaky shop, scanned once a session, and an incident over it for each test that handles one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from headcount.cli import main
from headcount.console.interface import Parts
from tests.console.pages.handled import TOML, Handled, Opened, handled
from tests.console.pages.probed import looked_at_twice, over
from tests.leaky import leaky_shop, opened


@pytest.fixture(scope="session")
def leaky(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`leaky.log`, `headcount.toml` that says that its orders are people, `leaky.ledger` and its key."""
    folder = tmp_path_factory.mktemp("leaky")
    log, file, ledger = folder / "leaky.log", folder / "headcount.toml", folder / "leaky.ledger"
    log.write_text("".join(leaky_shop()))
    file.write_text(TOML)
    assert main(["scan", str(log), "--config", str(file), "--ledger", str(ledger), "--no-detect", "--quiet"]) == 0
    return folder


@pytest.fixture(scope="session")
def asked(leaky: Path) -> Iterator[Opened]:
    """The leaky ledger, opened once: that takes longer than most tests."""
    ledger, tokens = opened(leaky / "leaky.ledger")
    with ledger:
        yield ledger, tokens


@pytest.fixture
def handling(leaky: Path, asked: Opened, tmp_path: Path) -> Handled:
    """Incident 1 in a store of one's own, over the leaky ledger."""
    return handled(leaky, tmp_path, asked)


@pytest.fixture(scope="session")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """Parts over a ledger that knows of looks at our stores."""
    folder = tmp_path_factory.mktemp("looked")
    with looked_at_twice(folder) as ledger:
        yield over(folder, ledger.beside)
