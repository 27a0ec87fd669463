from __future__ import annotations

import pytest
from redis.exceptions import RedisError

from headcount.errors import ConfigError
from headcount.policy.redis_link import FAILURES, Link


def test_one_server_is_not_asked_before_it_is_needed_and_kept_after_an_error() -> None:
    link = Link("redis://127.0.0.1:1/0", 0.1)
    assert not link.clustered
    client = link.client
    with pytest.raises(RedisError):
        client.ping()
    link.drop()
    assert link.client is client
    link.close()


def test_a_cluster_that_is_away() -> None:
    link = Link("rediss+cluster://eve:a%40b@127.0.0.1:1,[::1]:2/", 0.1)
    assert link.clustered
    assert link._nodes == [("127.0.0.1", 1), ("::1", 2)]
    assert link._login == "eve:a%40b"
    with pytest.raises(FAILURES):
        _ = link.client
    link.drop()
    link.close()


@pytest.mark.parametrize("nodes", ["", "node", "node:", ":6379", "a:1,b:0", "a:1,b:70000"])
def test_nodes_that_are_none(nodes: str) -> None:
    with pytest.raises(ConfigError, match="each node of a cluster is HOST:PORT"):
        Link(f"redis+cluster://{nodes}/", 0.1)
