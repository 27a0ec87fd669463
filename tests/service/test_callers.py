"""Names behind callers' numbers."""

from __future__ import annotations

import pyarrow as pa
import pytest

from headcount.model.disclosure import AGENT_SCHEMA, CALLER_SCHEMA
from headcount.service import callers as module
from headcount.service.callers import Callers


def _batch(*rows: tuple[int, str, str, str, int]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([dict(zip(CALLER_SCHEMA.names, row, strict=True)) for row in rows], schema=CALLER_SCHEMA)


def _agents(*rows: tuple[int, str]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([{"agent": number, "user_agent": text} for number, text in rows], schema=AGENT_SCHEMA)


def test_numbers_go_on_from_batch_to_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_AT_HAND", 1)
    known = Callers()
    known.add(_batch((0, "192.0.2.1", "ann", "", 0), (1, "192.0.2.2", "", "d1gest", 0)), _agents((0, "one")))
    known.add(_batch((2, "192.0.2.3", "", "", 1), (3, "", "bob", "d2gest", 1)), _agents((1, "two")))
    assert len(known) == 4
    assert known.clients((3, 2, 1, 0, 2)) == [
        (("account", "bob"), ("credential", "d2gest")),
        (("visitor", "192.0.2.3 two"), ("address", "192.0.2.3"), ("prefix", "192.0.2.0/24")),
        (("credential", "d1gest"), ("address", "192.0.2.2"), ("prefix", "192.0.2.0/24")),
        (("account", "ann"), ("address", "192.0.2.1"), ("prefix", "192.0.2.0/24")),
        (("visitor", "192.0.2.3 two"), ("address", "192.0.2.3"), ("prefix", "192.0.2.0/24")),
    ]


def test_many_small_batches_are_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_AT_HAND", 4)
    known = Callers()
    known.add(_batch(), _agents((0, "one")))
    for number in range(0, 37, 2):
        known.add(_batch((number, "", f"a{number}", "", 0), (number + 1, "", f"a{number + 1}", "", 0)), _agents())
    assert len(known) == 38
    asked = [37, 0, 13, 13, 12, 36, 5]
    assert known.clients(asked) == [(("account", f"a{number}"),) for number in asked]
    assert known.clients([]) == []
