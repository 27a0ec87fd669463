from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from headcount.service.lease import lease


def test_one_holds_it_and_the_next_waits(tmp_path: Path) -> None:
    ledger, told = tmp_path / "access-0.ledger", list[bool]()

    def next_one() -> None:
        with lease(ledger, lambda: False) as held:
            told.append(held)

    with lease(ledger, lambda: False) as held:
        assert held
        assert (tmp_path / "access-0.ledger.lease").read_text().split()[1] == str(os.getpid())
        waiting = threading.Thread(target=next_one)
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
        assert told == []
    waiting.join(10)
    assert told == [True]


def test_who_is_stopped_waits_no_longer(tmp_path: Path) -> None:
    with lease(tmp_path / "a", lambda: False), lease(tmp_path / "a", lambda: True) as held:
        assert not held
    with lease(tmp_path / "a", lambda: True) as held:
        assert held, "what is free is had at once"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), lease(tmp_path / "no" / "a", lambda: False):
        pass
