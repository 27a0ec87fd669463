"""The Redis tap without a server; with one: tests/services/test_redis_tap.py."""

from __future__ import annotations

import pytest

from headcount.errors import ConfigError
from headcount.sources.taps.interface import Lag

pytest.importorskip("redis", reason="the package redis is not installed: headcount[live]")
from headcount.sources.taps.redis_streams import RedisStreamsTap
from tests.services.brokers import free_port


@pytest.mark.parametrize("group", ["", "people"])
def test_a_server_that_is_away(group: str) -> None:
    tap = RedisStreamsTap(f"redis://:never-real@127.0.0.1:{free_port()}/0", ["a", "b"], group=group)
    tap.resume({"redis:a": ("1700000000000-3", 9), "other:b": ("1-0", 1)})
    assert tap.take(0.0, 1000) == []
    assert tap.problem == "Redis cannot be read (ConnectionError)"
    assert tap.take(0.0, 1000) == []
    assert tap.lag() == Lag(None, None)
    tap.committed({"redis:a": "1700000000000-3"})
    tap.close()


def test_an_address_that_is_none_is_refused_without_being_repeated() -> None:
    with pytest.raises(ConfigError, match="tap shop: its url must be a redis://") as refused:
        RedisStreamsTap("redid://:never-real@192.0.2.1", ["a"], name="shop")
    assert "never-real" not in str(refused.value)
