"""A real Redis Cluster of a test's own: six processes, three masters and a replica of each."""

from __future__ import annotations

import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import redis

from tests.services.brokers import found, free_port
from tests.services.workers import until


class Node:
    """One process."""

    def __init__(self, folder: Path) -> None:
        self.port, bus = free_port(), free_port()
        folder.mkdir()
        own = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", "", "--appendonly", "no"]
        cluster = ["--cluster-enabled", "yes", "--cluster-port", str(bus), "--cluster-node-timeout", "1000"]
        quick = ["--cluster-replica-validity-factor", "0", "--repl-diskless-sync-delay", "0"]
        command = [found("redis-server") or "redis-server", *own, *cluster, *quick]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def ask(self, *words: str) -> Any:  # noqa: ANN401  # whatever it says, as it says it
        with redis.Redis(port=self.port, socket_timeout=10, decode_responses=True, encoding_errors="replace") as client:
            client.response_callbacks.clear()
            return client.execute_command(*words)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(30)


class Cluster:
    """The six of them."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes
        self.url = "redis+cluster://" + ",".join(f"127.0.0.1:{node.port}" for node in nodes[:2])

    def of(self, key: str) -> tuple[Node, Node]:
        """Master and replica of a key."""
        slot = int(self.nodes[0].ask("CLUSTER", "KEYSLOT", key))
        for start, end, *nodes in self.nodes[0].ask("CLUSTER", "SLOTS"):
            if start <= slot <= end:
                by_port = {node.port: node for node in self.nodes}
                return by_port[int(nodes[0][1])], by_port[int(nodes[1][1])]
        raise AssertionError("nobody has the slot")


@contextmanager
def redis_cluster(folder: Path) -> Iterator[Cluster]:
    """Started, joined, and ended by process id."""
    nodes = [Node(folder / f"node-{number}") for number in range(6)]
    try:
        until(lambda: all(node.answers() for node in nodes), lambda: "a node does not answer")
        addresses = [f"127.0.0.1:{node.port}" for node in nodes]
        create = ["--cluster", "create", *addresses, "--cluster-replicas", "1", "--cluster-yes"]
        command = [found("redis-cli") or "redis-cli", *create]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=60)

        def joined() -> bool:
            states = [node.ask("CLUSTER", "INFO") for node in nodes]
            links = [node.ask("INFO", "replication") for node in nodes]
            ranges = [entry for node in nodes for entry in node.ask("CLUSTER", "SLOTS")]
            known = len(ranges) == 3 * len(nodes) and all(len(entry) == 4 for entry in ranges)
            up = sum("master_link_status:up" in text for text in links) == 3
            return known and up and all("cluster_state:ok" in state for state in states)

        until(joined, lambda: "the cluster does not come together")
        yield Cluster(nodes)
    finally:
        for node in nodes:
            if node.process.poll() is None:
                node.process.send_signal(signal.SIGCONT)
                node.kill()
