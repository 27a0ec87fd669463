"""Only what is listed is looked at: one address at a time, without a password in it, and never a range."""

from __future__ import annotations

from pathlib import Path

import pytest

from headcount.errors import ConfigError
from headcount.probes import PROBES
from headcount.probes.interface import Target
from headcount.probes.inventory import Listed, from_csv, target, targets


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("redis://cache.example", Target("redis", "cache.example", 6379)),
        ("rediss://192.0.2.7:7000/", Target("rediss", "192.0.2.7", 7000)),
        ("elasticsearch://[2001:db8::7]:9201/logs", Target("elasticsearch", "2001:db8::7", 9201, "/logs")),
    ],
)
def test_an_address(url: str, meant: Target) -> None:
    assert target(Listed(url), PROBES) == meant


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("redis://192.0.2.0/24", "ranges"),
        ("redis://*.example", "ranges"),
        ("redis://192.0.2.1-9", "ranges"),
        ("redis://", "one address"),
        ("gopher://h.example", "no probe for the scheme gopher"),
        ("cache.example:6379", "no probe for the scheme cache.example"),
        ("redis://ann:secret@h.example", "user or password"),
        ("redis://h.example:99999", "not an address"),
    ],
)
def test_what_is_refused(url: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says) as refused:
        target(Listed(url, where="stores.csv:3"), PROBES)
    assert str(refused.value).startswith("stores.csv:3: ")
    assert "secret" not in str(refused.value)


def test_each_once_and_the_others_are_told() -> None:
    found, refused = targets([Listed("redis://h.example"), Listed("redis://h.example:6379"), Listed("nothing")], PROBES)
    assert ([one.url for one in found], len(refused)) == (["redis://h.example:6379"], 1)


def test_a_table(tmp_path: Path) -> None:
    file = tmp_path / "stores.csv"
    file.write_text("\ufeffowner,url\nshop,redis://h.example\n,\nsearch,elasticsearch://s.example\n", "utf-8")
    assert from_csv(file) == [
        Listed("redis://h.example", "shop", "stores.csv:2"),
        Listed("elasticsearch://s.example", "search", "stores.csv:4"),
    ]
    file.write_text("address\nx\n")
    with pytest.raises(ConfigError, match="one of them url"):
        from_csv(file)
    with pytest.raises(ConfigError, match="cannot be read"):
        from_csv(tmp_path / "none.csv")
