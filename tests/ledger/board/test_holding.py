"""One process at a time has a board's folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from headcount.errors import LedgerError
from headcount.ledger.board.holding import alone


def test_the_second_is_turned_away_until_the_first_is_done(tmp_path: Path) -> None:
    folder = tmp_path / "b"
    with alone(folder), pytest.raises(LedgerError, match="another process renews"), alone(folder):
        pass
    with alone(folder):
        assert folder.stat().st_mode & 0o777 == 0o700
