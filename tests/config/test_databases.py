"""Where the address of a database stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from headcount.config.databases import address_of
from headcount.errors import ConfigError

ADDRESS = "postgresql://headcount:never-real@db.example/shop"


def test_in_an_environment_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_DATABASE", f" {ADDRESS} \n")
    assert address_of("env:SHOP_DATABASE", "q") == ADDRESS
    monkeypatch.setenv("SHOP_DATABASE", ADDRESS.replace("postgresql", "postgresql+psycopg", 1))
    assert address_of("env:SHOP_DATABASE", "q") == ADDRESS
    monkeypatch.delenv("SHOP_DATABASE")
    with pytest.raises(ConfigError, match="q: the environment variable SHOP_DATABASE is not set; it holds the address"):
        address_of("env:SHOP_DATABASE", "q")


def test_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "address"
    file.write_text(f"{ADDRESS}\n")
    assert address_of(str(file), "q") == ADDRESS
    file.write_text("\n")
    with pytest.raises(ConfigError, match=r"q: .*address: is empty; it holds the address of the database"):
        address_of(str(file), "q")
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match=r"cannot be read \(no UTF-8 text\)"):
        address_of(str(file), "q")
    with pytest.raises(ConfigError, match=r"cannot be read \(No such file or directory\)"):
        address_of(str(tmp_path / "none"), "q")
