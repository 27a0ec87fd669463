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
