"""A link to a Redis or Valkey that may be away: one server, or a cluster whose masters come and go."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, cast
from urllib.parse import unquote, urlsplit

import redis
from redis.backoff import NoBackoff
from redis.cluster import ClusterNode, RedisCluster
from redis.exceptions import RedisClusterException, RedisError
from redis.retry import Retry

from headcount.errors import ConfigError

FAILURES = (RedisError, RedisClusterException)
"""What a question may end with: of a cluster some failures are of a family of their own."""
_CLUSTER = {"redis+cluster": False, "rediss+cluster": True}
"""Schemes of clusters, and whether with TLS."""
_LEAST = 0.5
"""Seconds that a question to a cluster may take at the least: the first is for its whole map of slots."""


class Link:
    """One thread uses it."""

    def __init__(self, url: str, timeout: float) -> None:
        """Nothing is connected before it is asked.

        Args:
            url: `redis://`, `rediss://` or `unix://` of one server; `redis+cluster://` or `rediss+cluster://` with some nodes
                of a cluster: `redis+cluster://:password@node-1.example:6379,node-2.example:6379`.
            timeout: seconds that one question may take.

        Raises:
            ConfigError: the URL of a cluster names no node.
        """
        parts = urlsplit(url)
        self.clustered = parts.scheme in _CLUSTER
        """Whether what was written may be lost although it was acknowledged: a master's successor may not have heard of it."""
        self._url, self._timeout = url, timeout
        self._nodes = list(map(_node, parts.netloc.rpartition("@")[2].split(","))) if self.clustered else []
        self._login = parts.netloc.rpartition("@")[0]
        self._client: redis.Redis | RedisCluster | None = None

    @property
    def client(self) -> redis.Redis:
        """Who is asked.

        Raises:
            RedisClusterException: no node of the cluster answers.
        """
        if self._client is None:
            self._client = self._of_cluster() if self.clustered else self._of_one()
        return cast("redis.Redis", self._client)

    def drop(self) -> None:
        """After an error: ask a cluster anew who is its master. One server is asked again as it is."""
        if self.clustered:
            self.close()

    def close(self) -> None:
        """Close what is open."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(*FAILURES):
                client.close()

    def _of_one(self) -> redis.Redis:
        return redis.Redis.from_url(self._url, socket_timeout=self._timeout, **_patience(self._timeout))

    def _of_cluster(self) -> RedisCluster:
        patience = max(self._timeout, _LEAST)
        options: dict[str, Any] = {"socket_timeout": patience, **_patience(patience)}
        if self._login:
            user, _, password = self._login.rpartition(":") if ":" in self._login else ("", "", self._login)
            options |= {"username": unquote(user) or None, "password": unquote(password) or None}
        if _CLUSTER[urlsplit(self._url).scheme]:
            options["ssl"] = True
        nodes = [ClusterNode(host, port) for host, port in self._nodes]  # type: ignore[no-untyped-call]  # says no types
        return RedisCluster(startup_nodes=nodes, require_full_coverage=False, **options)


def _patience(timeout: float) -> dict[str, Any]:
    return {"socket_connect_timeout": max(timeout, 0.1), "retry": Retry(NoBackoff(), 0)}


def _node(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ConfigError("[policy] shared: each node of a cluster is HOST:PORT, several with commas between them")
    return host.strip("[]"), int(port)
