"""The election without a PostgreSQL; with one: tests/services/test_scale_leader.py."""

from __future__ import annotations

import io
import threading
import time
from pathlib import Path

import pytest

from headcount.config.live import ServeConfig
from headcount.errors import ConfigError
from headcount.service.leading import AWAY, Leading
from headcount.service.logs import Log


def test_only_a_postgresql_elects() -> None:
    with pytest.raises(ConfigError, match=r"leader names a PostgreSQL"):
        Leading(ServeConfig(ledger="people.ledger", leader="sqlite:///leader"))
    with pytest.raises(ConfigError, match=r"leader is no address that can be used"):
        Leading(ServeConfig(ledger="people.ledger", leader="nonsense"))


def test_nobody_leads_while_it_is_away_and_a_stop_ends_the_waiting(tmp_path: Path) -> None:
    url = "postgresql+psycopg://nobody@127.0.0.1:1/none"
    leading = Leading(ServeConfig(str(tmp_path / "people.ledger"), leader=url, listen="127.0.0.1:0"), Log(io.StringIO()))
    told: list[bool] = []

    def work() -> None:
        with leading.elected() as elected:
            told.append(elected)

    thread = threading.Thread(target=work)
    thread.start()
    until = time.monotonic() + 30
    while leading._status.snapshot().problems.get("leader") != AWAY:
        assert time.monotonic() < until
        time.sleep(0.02)
    leading.stop()
    thread.join(30)
    assert (told, leading.lost) == ([False], False)
