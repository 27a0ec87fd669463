"""TOML with [[stores]], which headcount.toml is, too."""

from __future__ import annotations

from pathlib import Path

from headcount.probes.inventories import read
from headcount.probes.inventory import Left, Listed


def test_stores(tmp_path: Path) -> None:
    file = tmp_path / "headcount.toml"
    file.write_text('[probe]\nown = true\n[[stores]]\nurl = "redis://h.example"\nowner = "ann"\n[[stores]]\nowner = "bob"\n')
    assert read(file) == (
        [Listed("redis://h.example", "ann", "headcount.toml: stores[1]")],
        [Left("headcount.toml: stores[2]", "has no url")],
    )
