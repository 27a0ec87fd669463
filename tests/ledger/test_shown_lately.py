from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from headcount.catalog.catalog import Catalogue
from headcount.catalog.identity import Callers
from headcount.catalog.routes import Declaration
from headcount.intake import count_files
from headcount.ledger import shown_lately as module
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.shown_lately import Way, callers_since, latest, shown_since, ways
from tests.made import START, line
from tests.service.serving import TOKENS

AT = int(START.timestamp()) * 1_000_000
HOUR = 3_600_000_000


def _ledger(folder: Path) -> EmbeddedLedger:
    """ann sees 1, 2 and, an hour later, 1 again; bob sees 3 at once; orders and what is missing are there too."""
    rows = [
        line("192.0.2.1", 0, "/users/1", account="ann"),
        line("192.0.2.2", 1, "/users/3", account="bob", agent="x"),
        line("192.0.2.1", 2, "/users/2", account="ann"),
        line("192.0.2.1", 3, "/orders/7", account="ann"),
        line("192.0.2.1", 4, "/users/9", account="ann", status=404),
        line("192.0.2.1", 3600, "/users/1", account="ann"),
    ]
    (folder / "access.log").write_text("".join(rows))
    declared = [Declaration("/users/{id}", "id", "", "users", ("phone",), people=True), Declaration("/orders/{id}", "id")]
    ledger = EmbeddedLedger(folder / "ledger", TOKENS.key_id)
    count_files([str(folder / "access.log")], ledger, Catalogue(TOKENS, Callers(TOKENS), declared))
    return ledger


def test_who_was_shown_what_and_when(tmp_path: Path) -> None:
    one, two, three = (TOKENS.tokens_of("users", [value])[0] for value in (b"1", b"2", b"3"))
    with _ledger(tmp_path) as ledger:
        assert latest(ledger) == AT + HOUR
        known = ways(ledger)
        assert {(way.name, way.shows, way.people, way.kinds) for way in known} == {
            ("GET /users/{id}", 0, True, ("phone",)),
            ("GET /orders/{id}", 0, False, ()),
        }
        callers = pa.Table.from_batches(list(callers_since(ledger, 0))).sort_by("account")
        assert callers.select(["address", "account", "credential"]).to_pylist() == [
            {"address": "192.0.2.1", "account": "ann", "credential": ""},
            {"address": "192.0.2.2", "account": "bob", "credential": ""},
        ]
        [late] = [batch for batch in callers_since(ledger, AT + HOUR) if len(batch)]
        assert late.column("account").to_pylist() == ["ann"]
        clients = pa.table({"caller": callers["caller"], "client": pa.array([40, 41], pa.uint32())})
        users = [way for way in known if way.people]
        assert _found(ledger, clients, users, 0) == {
            40: {one: (AT, AT + HOUR), two: (AT + 2_000_000, AT + 2_000_000)},
            41: {three: (AT + 1_000_000, AT + 1_000_000)},
        }
        assert _found(ledger, clients, users, AT + 2) == {
            40: {one: (AT + HOUR, AT + HOUR), two: (AT + 2_000_000, AT + 2_000_000)},
            41: {three: (AT + 1_000_000, AT + 1_000_000)},
        }
        assert _found(ledger, clients.slice(1), users, 0).keys() == {41}
        assert _found(ledger, clients, [], 0) == {}


def test_a_client_that_is_read_in_several_goes_comes_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_ROWS", 2048)
    names = ["ann", *["bob"] * 8, "cat"]
    rows = [(n, names[n % 10], n * n % 1009) for n in range(7000)]
    (tmp_path / "access.log").write_text("".join(line("192.0.2.1", n, f"/users/{who}", account=name) for n, name, who in rows))
    expected = dict[str, dict[int, tuple[int, int]]]()
    tokens = TOKENS.tokens_of("users", [str(number).encode() for number in range(1009)])
    for n, name, who in rows:
        mine, at = expected.setdefault(name, {}), AT + n * 1_000_000
        mine[tokens[who]] = mine.get(tokens[who], (at, at))[0], at
    with EmbeddedLedger(tmp_path / "ledger", TOKENS.key_id) as ledger:
        declared = [Declaration("/users/{id}", "id", "", "users", ("phone",), people=True)]
        count_files([str(tmp_path / "access.log")], ledger, Catalogue(TOKENS, Callers(TOKENS), declared))
        callers = pa.Table.from_batches(list(callers_since(ledger, 0))).sort_by("account")
        clients = pa.table({"caller": callers["caller"], "client": pa.array([7, 8, 9], pa.uint32())})
        told = list(shown_since(ledger, clients, ways(ledger), 0))
        assert len(told) > 1
        assert sorted(client for some in told for client in some.client.tolist()) == [7, 8, 9]
        assert _found(ledger, clients, ways(ledger), 0) == dict(
            zip((7, 8, 9), (expected[n] for n in ("ann", "bob", "cat")), strict=True)
        )


def _found(ledger: EmbeddedLedger, clients: pa.Table, through: list[Way], since: int) -> dict[int, dict[int, tuple[int, int]]]:
    found: dict[int, dict[int, tuple[int, int]]] = {}
    for some in shown_since(ledger, clients, through, since):
        for place, client in enumerate(some.client.tolist()):
            at = slice(int(some.ends[place]), int(some.ends[place + 1]))
            times = zip(some.first[at].tolist(), some.last[at].tolist(), strict=True)
            found[client] = dict(zip(some.record[at].tolist(), times, strict=True))
    return found


def test_an_empty_ledger(tmp_path: Path) -> None:
    with EmbeddedLedger(tmp_path / "ledger", TOKENS.key_id) as ledger:
        assert (latest(ledger), ways(ledger), [len(batch) for batch in callers_since(ledger, 0)]) == (None, [], [])
