"""Looks of headcount's own users are disclosures like any other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from headcount.errors import LedgerError
from headcount.ledger import looks
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.looks import LookRow
from headcount.ledger.trace import count_client, who_saw
from tests.service.serving import TOKENS

AT = 1_772_442_000_000_000
"""2 March 2026, 09:00 UTC."""


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[EmbeddedLedger]:
    """One in which a log showed records 5 (a person) and 6 (an order)."""
    with EmbeddedLedger(tmp_path / "ledger", TOKENS.key_id) as made:
        run = made.connection.execute
        run("INSERT INTO agent VALUES (0, 'browser')")
        run("INSERT INTO caller VALUES (0, '192.0.2.1', 'bob', '', 0)")
        made._next |= {"caller": 1, "agent": 1}
        route = "INSERT INTO route VALUES (?, 'GET', ?, 'id', ?, 'declared', ?, '', false, false, '')"
        run(route, [0, "/users/{id}", "users", True])
        run(route, [1, "/orders/{id}", "orders", False])
        run("INSERT INTO source_file VALUES (0, 'access.log', 'combined', 0, '', 0, '', 2, 2, 0)")
        for record, number in ((5, 0), (6, 1)):
            shown = "INSERT INTO disclosure VALUES (make_timestamp(?), 0, ?, ?, 0, 0, ?, 0)"
            run(shown, [AT, number, record, number + 1])
        looks.register(made, "store")
        yield made


def _look(record: int, line: int, account: str = "headcount:ann", *, client: bool = False) -> LookRow:
    return LookRow(AT + line * 1_000_000, account, record, client, line)


def _routes(ledger: EmbeddedLedger) -> list[tuple[str, str, bool]]:
    rows = ledger.connection.execute("SELECT template, entity, people FROM route WHERE method = 'CONSOLE' ORDER BY route")
    return rows.fetchall()


def test_who_looked_is_one_of_those_who_saw(ledger: EmbeddedLedger) -> None:
    looks.keep(ledger, "store", [_look(5, 1), _look(6, 2), _look(5, 3, "headcount:ben")], "3")
    ledger.name_clients()
    found = who_saw(ledger, [5])
    assert [(one.lens, one.client, one.times, one.routes) for one in found] == [
        ("account", "bob", 1, ("/users/{id}",)),
        ("account", "headcount:ann", 1, (looks.PEOPLE,)),
        ("account", "headcount:ben", 1, (looks.PEOPLE,)),
    ]
    assert (found[1].file, found[1].line) == ("console", 1)
    assert found[1].first == dt.datetime(2026, 3, 2, 9, 0, 1, tzinfo=dt.UTC)
    [told] = count_client(ledger, "headcount:ann")
    assert (told.requests, told.records, told.people) == (2, 2, 1)
    assert looks.position(ledger, "store") == "3"


def test_a_record_keeps_the_entity_and_the_sort_that_the_log_gave_it(ledger: EmbeddedLedger) -> None:
    looks.keep(ledger, "store", [_look(5, 1), _look(6, 2), _look(77, 3, client=True)], "3")
    assert _routes(ledger) == [(looks.PEOPLE, "users", True), (looks.PEOPLE, "orders", False), (looks.CLIENTS, "clients", False)]
    looks.keep(ledger, "store", [_look(5, 4), _look(78, 5, client=True)], "5")
    assert len(_routes(ledger)) == 3


def test_whoever_is_asked_for_and_not_known_was_not_shown(ledger: EmbeddedLedger) -> None:
    looks.keep(ledger, "store", [_look(404, 1)], "1")
    ledger.name_clients()
    assert who_saw(ledger, [404]) == []
    rows = ledger.connection.execute("SELECT record, template, entity FROM attempt JOIN route USING (route)").fetchall()
    assert rows == [(404, looks.PEOPLE, "people")]


def test_a_known_caller_is_found_again_also_by_the_next_run(ledger: EmbeddedLedger, tmp_path: Path) -> None:
    looks.keep(ledger, "store", [_look(5, 1)], "1")
    looks.keep(ledger, "store", [_look(5, 2)], "2")
    ledger.name_clients()
    ledger.close()
    with EmbeddedLedger(tmp_path / "ledger", TOKENS.key_id) as again:
        again.remember_callers()
        looks.register(again, "store")
        looks.keep(again, "store", [_look(5, 3), _look(5, 4, "headcount:ben")], "4")
        rows = again.connection.execute("SELECT caller, account FROM caller ORDER BY caller").fetchall()
        assert rows == [(0, "bob"), (1, "headcount:ann"), (2, "headcount:ben")]
        assert again.connection.execute("SELECT count(*) FROM agent WHERE user_agent = ''").fetchall() == [(1,)]
        [at] = [one for one in again.positions() if one.path == "console"]
        assert (at.lines, at.accesses, at.skipped) == (4, 4, 0)


def test_two_stores_are_two_streams(ledger: EmbeddedLedger) -> None:
    looks.register(ledger, "store")
    looks.register(ledger, "other")
    looks.keep(ledger, "other", [_look(5, 1)], "1")
    assert (looks.position(ledger, "store"), looks.position(ledger, "other"), looks.position(ledger, "none")) == ("", "1", "")
    assert ledger.next_file() == 3
    with pytest.raises(LedgerError, match="not registered"):
        looks.keep(ledger, "none", [_look(5, 1)], "1")


def test_a_look_makes_the_clients_unknown_until_they_are_named(ledger: EmbeddedLedger) -> None:
    ledger.name_clients()
    looks.keep(ledger, "store", [_look(5, 1)], "1")
    assert ledger.connection.execute("SELECT count(*) FROM client_caller").fetchall() == [(0,)]
    ledger.name_clients()
    assert ledger.connection.execute("SELECT count(*) FROM client_caller").fetchall() == [(2,)]
