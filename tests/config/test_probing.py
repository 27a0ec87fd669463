"""[probe]: bounds that are bounds, and weak credentials by store."""

from __future__ import annotations

import pytest

from headcount.config.probing import ProbeConfig, WeakConfig
from headcount.errors import ConfigError


def test_bounds() -> None:
    assert ProbeConfig(seconds=5, rows=10).bounds().rows == 10
    for wrong in (ProbeConfig(seconds=0), ProbeConfig(rows=-1), ProbeConfig(seconds=10_000)):
        with pytest.raises(ConfigError, match=r"\[probe\]"):
            wrong.bounds()


def test_weak_credentials_are_a_stores_own_or_for_all() -> None:
    config = ProbeConfig(weak=[WeakConfig("redis", password="a"), WeakConfig("*", "root", "b"), WeakConfig("postgres", "c")])
    assert [(one.user, one.password) for one in config.credentials("redis")] == [("", "a"), ("root", "b")]
    assert "b" not in repr(config.credentials("redis")[1]).replace("Credential", "")


def test_the_rhythm_of_the_service() -> None:
    assert ProbeConfig().rhythm() == 0
    assert ProbeConfig(own=True, every="6h").rhythm() == 21_600
    for every, own, says in (("6x", True, "no length"), ("10s", True, "less than a minute"), ("6h", False, "own = true")):
        with pytest.raises(ConfigError, match=rf"\[probe\] every.*{says}"):
            ProbeConfig(own=own, every=every).rhythm()
