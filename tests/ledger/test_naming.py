"""Clients that are named again and again are those that are named at once."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.naming import Naming
from tests.ledger.accesses import TOKENS, Shown, feed, new_catalogue

_CALLERS = "SELECT caller, lens, name FROM client_caller JOIN client USING (client) ORDER BY caller"


def _asking(seed: int, count: int) -> list[Shown]:
    """Few addresses with many agents, some of which only miss, some of whom say who they are."""
    draw = random.Random(seed)  # noqa: S311  # made traffic
    return [
        Shown(
            second,
            f"192.0.2.{draw.randrange(6)}",
            draw.randrange(30),
            agent=f"Agent {draw.randrange(1 + second // 20)}",
            account=draw.choice(["", "", "", "erin", "finn"]),
            status=draw.choice([200, 200, 404]),
        )
        for second in range(count)
    ]


def _named(ledger: EmbeddedLedger) -> list[tuple[int, str, str]]:
    return ledger.connection.execute(_CALLERS).fetchall()


@pytest.mark.parametrize("seed", range(5))
def test_time_after_time_as_at_once(tmp_path: Path, seed: int) -> None:
    draw, rows, catalogue = random.Random(seed), _asking(seed, 240), new_catalogue()  # noqa: S311  # made traffic
    cuts = sorted([0, *(draw.randrange(1, 240) for _ in range(5)), 240])
    numbers: dict[tuple[str, str], int] = {}
    with EmbeddedLedger(tmp_path / "ledger", TOKENS.key_id) as ledger:
        twin = ledger.beside()
        naming, lenses = Naming(twin), set[str]()
        for number, (begin, end) in enumerate(pairwise(cuts)):
            feed(ledger, rows[begin:end], catalogue=catalogue, file=number)
            naming.renew()
            mine = _named(twin)
            clients = {(lens, name): client for client, lens, name in twin.connection.execute("FROM client").fetchall()}
            assert clients.items() >= numbers.items()
            assert sorted(clients.values()) == list(range(len(clients)))
            numbers = clients
            twin.name_clients()
            assert mine == _named(twin)
            lenses |= {lens for _, lens, _ in mine}
        assert lenses == {"account", "address", "visitor"}
        twin.close()


def test_when_something_was_taken_out_everybody_is_named_anew(tmp_path: Path) -> None:
    with EmbeddedLedger(tmp_path / "ledger", TOKENS.key_id) as ledger:
        feed(ledger, [Shown(n, "192.0.2.1", n, agent=f"A{n}") for n in range(5)])
        twin = ledger.beside()
        naming = Naming(twin)
        naming.renew()
        assert {lens for _, lens, _ in _named(twin)} == {"visitor"}
        ledger.connection.execute("DELETE FROM disclosure WHERE line > 2")
        ledger.connection.execute("INSERT INTO removal VALUES (now()::TIMESTAMP, 'erased', NULL, 3, 0, 0)")
        naming.renew()
        assert {lens for _, lens, _ in _named(twin)} == {"address"}
        twin.close()


def test_after_a_failure_everybody_is_named_anew(tmp_path: Path) -> None:
    with EmbeddedLedger(tmp_path / "ledger", TOKENS.key_id) as ledger:
        feed(ledger, [Shown(n, "192.0.2.1", n) for n in range(3)])
        twin = ledger.beside()
        naming = Naming(twin)
        naming.renew()
        twin.connection.execute("DROP TABLE shown_caller")
        with pytest.raises(duckdb.Error):
            naming.renew()
        naming.renew()
        assert _named(twin) == [(0, "address", "192.0.2.1")]
        twin.close()
