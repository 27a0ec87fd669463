"""Callers are grouped into clients as the ledger's own naming has it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from headcount.ledger.board.callers import LENSES, Callers

AGENTS = pa.record_batch({"agent": pa.array([0, 1, 2, 3, 5], pa.uint32()), "user_agent": ["a", "b", "c", "d", "f"]})


def _callers(*rows: tuple[int, str, str, str, int]) -> Iterator[pa.RecordBatch]:
    number, address, account, credential, agent = zip(*rows, strict=True)
    numbers, agents = pa.array(number, pa.uint32()), pa.array(agent, pa.uint32())
    told = [pa.array(text, pa.string()) for text in (address, account, credential)]
    yield pa.record_batch([numbers, *told, agents], ["caller", "address", "account", "credential", "agent"])


def _names(callers: Callers) -> list[tuple[str, str] | None]:
    clients = [(LENSES[lens], name) for lens, name in zip(callers.lens.tolist(), callers.names.to_pylist(), strict=True)]
    return [clients[client] if client >= 0 else None for client in callers.client.tolist()]


def test_an_address_becomes_its_visitors_when_a_fourth_agent_was_shown_something() -> None:
    callers = Callers.none()
    rows = [(n, "192.0.2.1", "", "", n) for n in range(4)]
    callers.meet(_callers(*rows[:3], (4, "192.0.2.1", "ann", "key", 0), (6, "192.0.2.1", "", "key", 0)), iter([AGENTS]))
    callers.rows[[0, 1, 2, 4, 6]] = 1
    callers.name()
    assert _names(callers) == [("address", "192.0.2.1")] * 3 + [None, ("account", "ann"), None, ("credential", "key")]
    callers.meet(_callers((7, "192.0.2.1", "", "", 3)), iter([]))
    callers.name()
    assert _names(callers)[7] == ("address", "192.0.2.1")
    callers.rows[7] = 1
    callers.name()
    assert _names(callers)[:3] == [("visitor", f"192.0.2.1 {agent}") for agent in "abc"]
    assert _names(callers)[7] == ("visitor", "192.0.2.1 d")
    callers.meet(_callers((8, "192.0.2.9", "", "", 5)), iter([]))
    callers.name()
    assert _names(callers)[8] == ("address", "192.0.2.9")


def test_they_are_kept(tmp_path: Path) -> None:
    callers = Callers.none()
    callers.meet(_callers((0, "192.0.2.1", "", "", 0), (1, "192.0.2.2", "ann", "", 1)), iter([AGENTS]))
    callers.rows[:] = 3, 4
    callers.name()
    callers.keep(tmp_path)
    again = Callers.kept(tmp_path)
    assert _names(again) == _names(callers) == [("address", "192.0.2.1"), ("account", "ann")]
    assert again.by_client(again.rows)[again.client].tolist() == [3, 4]
    changed = again.own()
    changed.rows[0] = 9
    assert callers.rows.tolist() == [3, 4]


def test_numbers_that_no_caller_has_are_nobodys() -> None:
    callers = Callers.none()
    callers.reach(3)
    callers.name()
    assert callers.client.tolist() == [-1] * 3
    assert callers.by_client(np.ones(3, np.uint32)).tolist() == []
