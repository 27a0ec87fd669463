"""A table of addresses: with a byte order mark, with lines that name none, and with one that is broken."""

from __future__ import annotations

from pathlib import Path

from headcount.probes.inventories import read
from headcount.probes.inventory import Listed


def test_a_table(tmp_path: Path) -> None:
    file = tmp_path / "stores.csv"
    file.write_text("\ufeffowner,url\nshop,redis://h.example\n,\nsearch,elasticsearch://s.example\n", "utf-8")
    assert read(file) == (
        [Listed("redis://h.example", "shop", "stores.csv:2"), Listed("elasticsearch://s.example", "search", "stores.csv:4")],
        [],
    )
    file.write_text("url,owner\nredis://h.example\n")
    assert read(file)[0] == [Listed("redis://h.example", "", "stores.csv:2")]
