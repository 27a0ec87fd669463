"""One look at our stores, as the process of its own carries it out."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from headcount.config import Config
from headcount.config.probing import ProbeConfig, StoreConfig
from headcount.errors import ConfigError
from headcount.service.probing import Round, Task, look, main
from tests.probes.doubles.elasticsearch import Double, citizens, running


def test_a_round_over_the_inventory_and_its_files(tmp_path: Path) -> None:
    with running(Double({"citizens": (40, citizens(40))})) as double:
        url = f"elasticsearch://127.0.0.1:{double.server_address[1]}"
        (tmp_path / "stores.csv").write_text(f"url\n{url}\n")
        (tmp_path / "known.toml").write_text(
            f'[[accepted]]\nurl = "{url}"\ncode = "elasticsearch/no-tls"\nowner = "ann"\nuntil = 2999-01-01\n'
        )
        probe = ProbeConfig(own=True, inventory=["stores.csv"], baseline="known.toml")
        seen = look(Task(Config(probe=probe), str(tmp_path)))
    assert seen.found is not None
    [store] = seen.found.stores
    assert (store.url, store.grade, store.estimate) == (url, 4, 40)
    assert "elasticsearch/no-tls" in [weakness.code for weakness in store.weaknesses]
    assert seen.accepted == (f"{url} elasticsearch/no-tls",)
    assert msgspec.json.decode(msgspec.json.encode(seen), type=Round) == seen


def test_what_is_wrong_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    probe = ProbeConfig(own=True, inventory=["none.csv"])
    task = Task(Config(probe=probe, stores=[StoreConfig("redis://h.example")]), str(tmp_path))
    told = io.BytesIO()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(msgspec.json.encode(task))))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=told))
    assert main() == 0
    seen = msgspec.json.decode(told.getvalue(), type=Round)
    assert (seen.found, seen.problem) == (None, f"{tmp_path / 'none.csv'}: cannot be read (No such file or directory)")


def test_a_schedule_without_stores_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no store is listed"):
        look(Task(Config(probe=ProbeConfig(own=True)), str(tmp_path)))
    with pytest.raises(ConfigError, match=r"stores\[1\]: one address at a time"):
        look(Task(Config(probe=ProbeConfig(own=True), stores=[StoreConfig("redis://192.0.2.0/24")]), str(tmp_path)))
