"""Debian's CrowdSec bouncers, with the configurations of docs/gates/crowdsec.md, enforce what a real gate tells."""

from __future__ import annotations

import ctypes
import json
import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from headcount.model.verdict import Action
from tests.services import proxies

KEY_IN_THE_PAGE = "J7vO..."


@dataclass
class Told:
    gate: proxies.GateProcess
    serve: proxies._Serve
    folder: Path


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("bouncers")
    with proxies.serve() as serve, proxies.gate(folder / "gate", over_socket=False, serve_port=serve.server_port) as gate:
        yield Told(gate, serve, folder)


def _configuration(told: Told, number: int, changes: dict[str, object]) -> str:
    address = f"127.0.0.1:{told.gate.port}"
    known = {"127.0.0.1:4280": address, KEY_IN_THE_PAGE: proxies.KEY, "/run/": f"{told.folder}/"}
    return proxies.replaced(proxies.example("crowdsec.md", "yaml", number), known | changes)


def test_the_custom_bouncer_adds_and_deletes(told: Told) -> None:
    bouncer = proxies.program("crowdsec-custom-bouncer")
    heard = told.folder / "heard"
    script = told.folder / "on-decision"
    script.write_text(f'#!/bin/sh\necho "$1 $2 $3 $4" >> {heard}\n')
    script.chmod(0o755)
    (told.folder / "custom.yaml").write_text(_configuration(told, 0, {"/usr/local/bin/on-decision": script}))

    def lines() -> list[str]:
        return heard.read_text().splitlines() if heard.exists() else []

    told.serve.judge("address", "203.0.113.7", Action.BLOCK)
    told.serve.judge("prefix", "198.51.100.0/24", Action.CHALLENGE)
    told.serve.judge("account", "erin", Action.BLOCK)
    told.serve.judge("address", "203.0.113.8", Action.MASK)
    proxies.until(lambda: len(_decisions(told)) == 2, "the gate has the verdicts")
    with proxies.running([bouncer, "-c", str(told.folder / "custom.yaml")], told.folder / "custom", lambda: None) as child:
        proxies.until(lambda: len(lines()) >= 2, f"two decisions at its start; {child.log()}")
        assert sorted(line.split()[1] for line in lines()) == ["198.51.100.0/24", "203.0.113.7"]
        assert all(line.startswith("add ") and line.endswith("headcount/finding:slow_crawl") for line in lines())
        told.serve.judge("address", "203.0.113.9", Action.BLOCK)
        proxies.until(lambda: any("add 203.0.113.9" in line for line in lines()), f"a decision later; {child.log()}")
        told.serve.judge("address", "203.0.113.7", Action.BLOCK, lifted=True)
        proxies.until(lambda: any("del 203.0.113.7" in line for line in lines()), f"a lifted one; {child.log()}")
        assert not any("erin" in line or "203.0.113.8" in line for line in lines()), "addresses and networks, bans and captchas"


def _decisions(told: Told) -> list[dict[str, object]]:
    answer = told.gate.ask("/v1/decisions", {"X-Api-Key": proxies.KEY})
    found: list[dict[str, object]] = json.loads(answer.text) or []
    return found


def test_the_firewall_bouncer_fills_the_sets(told: Told) -> None:
    bouncer, nft, ip = (proxies.program(name) for name in ("crowdsec-firewall-bouncer", "nft", "ip"))
    if os.getuid() != 0:
        pytest.skip("a network namespace needs root")
    space = f"headcount{os.getpid()}"
    if subprocess.run([ip, "netns", "add", space], check=False, capture_output=True).returncode:
        pytest.skip("this machine makes no network namespaces")
    try:
        subprocess.run([ip, "-n", space, "link", "set", "lo", "up"], check=True)
        subprocess.run(
            [ip, "netns", "exec", space, nft, "-f", "-"], input=proxies.example("crowdsec.md", "nft").encode(), check=True
        )
        (told.folder / "firewall.yaml").write_text(_configuration(told, 1, {}))
        told.serve.judge("address", "203.0.113.77", Action.BLOCK)
        told.serve.judge("address", "2001:db8::77", Action.BLOCK)
        proxies.until(lambda: any(one["value"] == "2001:db8::77" for one in _decisions(told)), "the gate has the verdicts")

        def sets() -> str:
            return subprocess.run(
                [ip, "netns", "exec", space, nft, "list", "ruleset"], check=True, capture_output=True, text=True
            ).stdout

        command = [ip, "netns", "exec", space, bouncer, "-c", str(told.folder / "firewall.yaml")]
        with _relayed(told.gate.port, space), proxies.running(command, told.folder / "firewall", lambda: None) as child:
            proxies.until(lambda: "203.0.113.77" in sets() and "2001:db8::77" in sets(), f"both sets are filled; {child.log()}")
            told.serve.judge("address", "203.0.113.77", Action.BLOCK, lifted=True)
            proxies.until(lambda: "203.0.113.77" not in sets(), f"a lifted one goes; {child.log()}")
            assert "2001:db8::77" in sets()
    finally:
        subprocess.run([ip, "netns", "delete", space], check=False)


@contextmanager
def _relayed(port: int, space: str) -> Iterator[None]:
    """Whoever asks 127.0.0.1:port in the namespace gets to 127.0.0.1:port here: a socket stays where it was made."""
    libc = ctypes.CDLL(None, use_errno=True)
    with Path("/proc/thread-self/ns/net").open("rb") as here, Path("/run/netns", space).open("rb") as there:
        assert libc.setns(there.fileno(), 0) == 0
        try:
            listening = socket.create_server(("127.0.0.1", port))
        finally:
            assert libc.setns(here.fileno(), 0) == 0
    threading.Thread(target=_relay, args=(listening, port), daemon=True).start()
    with listening:
        yield
        listening.shutdown(socket.SHUT_RDWR)


def _relay(listening: socket.socket, port: int) -> None:
    with suppress(OSError):
        while True:
            near, _ = listening.accept()
            far = socket.create_connection(("127.0.0.1", port))
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=_copy, args=(one, other), daemon=True).start()


def _copy(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError), other:
        while piece := one.recv(65536):
            other.sendall(piece)
