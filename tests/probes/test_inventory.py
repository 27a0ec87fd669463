"""Only what is listed is looked at: one address at a time, without a password in it, and never a range."""

from __future__ import annotations

import pytest

from headcount.errors import ConfigError
from headcount.probes import PROBES
from headcount.probes.interface import Target
from headcount.probes.inventory import Left, Listed, hints, target, targets


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("redis://cache.example", Target("redis", "cache.example", 6379)),
        ("rediss://192.0.2.7:7000/", Target("rediss", "192.0.2.7", 7000)),
        ("redis://192.0.2.7:6379/0", Target("redis", "192.0.2.7", 6379, "/0")),
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
        ("redis://[2001:db8::]/64", "ranges"),
        ("redis://a.example,b.example", "ranges"),
        ("redis://", "one address"),
        ("gopher://h.example", "no probe for the scheme gopher"),
        ("cache.example:6379", "no probe for the scheme cache.example"),
        ("redis://ann:secret@h.example", "user or password"),
        ("redis://h.example:99999", "not an address"),
        ("redis://h.example;reboot", "not an address"),
        ("redis://$(reboot)", "not an address"),
        ("redis://h\x1b]0;owned\x07", "not an address"),
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


def test_names_with_numbers_are_names() -> None:
    assert target(Listed("redis://ip-192-0-2-7.internal.example"), PROBES).host == "ip-192-0-2-7.internal.example"


def test_what_inventories_say_of_locks() -> None:
    assert hints([Listed("redis://a", where="c.yml: a", hint="x=no"), Listed("redis://b")]) == ["c.yml: a: x=no"]
    assert str(Left("c.yml: b", "no port")) == "c.yml: b: no port"
