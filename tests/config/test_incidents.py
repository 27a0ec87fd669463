"""`[incidents]`: where incidents are kept, and which findings belong together."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from headcount import config
from headcount.config.incidents import IncidentsConfig
from headcount.errors import ConfigError


def _load(folder: Path, text: str) -> IncidentsConfig:
    file = folder / "headcount.toml"
    file.write_text(text)
    return config.load(file).incidents


def test_they_lie_beside_the_ledger_unless_told() -> None:
    assert IncidentsConfig().place(Path("people.ledger")) == "people.ledger.incidents"
    assert IncidentsConfig(store="elsewhere.db").place(Path("people.ledger")) == "elsewhere.db"
    assert IncidentsConfig().place(None) == ""


def test_a_file_is_seen_from_the_configuration_and_an_address_is_none(tmp_path: Path) -> None:
    assert _load(tmp_path, '[incidents]\nstore = "i.db"').store == str(tmp_path / "i.db")
    assert (
        _load(tmp_path, '[incidents]\nstore = "postgresql+psycopg://db.example/x"').store == "postgresql+psycopg://db.example/x"
    )


def test_the_gap_is_a_length_of_time(tmp_path: Path) -> None:
    assert IncidentsConfig().longest_gap == dt.timedelta(days=30)
    assert _load(tmp_path, '[incidents]\ngap = "36h"').longest_gap == dt.timedelta(hours=36)
    with pytest.raises(ConfigError, match=r'headcount.toml:2: "soon" is no length of time'):
        _load(tmp_path, '[incidents]\ngap = "soon"')
    with pytest.raises(ConfigError, match=r"headcount.toml:2: 5m is out of range; write something from 1h to 400d"):
        _load(tmp_path, '[incidents]\ngap = "5m"')
