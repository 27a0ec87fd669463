from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Headcount
from tests.made import HARVESTER, line


def test_a_client_is_counted_from_the_kept_ledger(beside_ledger: Headcount) -> None:
    Path("access.log").unlink()
    answer = beside_ledger("count", "--ledger", "ledger", HARVESTER)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == (
        f"address {HARVESTER} was shown 1,200 different records in 1,200 requests, 2026-03-02 17:20 to 2026-03-02 20:19 UTC.\n"
        "         1,200  /orders/{id}\n"
    )


def test_people_are_counted_where_they_were_declared(headcount: Headcount) -> None:
    Path("headcount.toml").write_text('[[routes]]\ntemplate = "/orders/{id}"\nsubject = "id"\nrecords = "people"\n')
    headcount("scan", "access.log", "--ledger", "ledger", "--quiet")
    assert "1,200 different records, 1,200 different people" in headcount("count", "--ledger", "ledger", HARVESTER).out


def test_each_visitor_behind_an_address_is_told(headcount: Headcount) -> None:
    Path("access.log").write_text("".join(line("192.0.2.1", n, f"/orders/{n}", agent=f"Agent/{n % 5}") for n in range(50)))
    headcount("scan", "access.log", "--ledger", "ledger", "--quiet")
    answer = headcount("count", "--ledger", "ledger", "192.0.2.1")
    sentences = [text for text in answer.out.splitlines() if text.startswith("visitor")]
    assert [text.partition(" was shown ")[0] for text in sentences] == [f"visitor 192.0.2.1 Agent/{n}" for n in range(5)]
    assert all("shown 10 different records in 10 requests" in text for text in sentences)
    one = headcount("count", "--ledger", "ledger", "192.0.2.1 Agent/3")
    assert one.out.startswith("visitor 192.0.2.1 Agent/3 was shown 10 different records")


@pytest.mark.parametrize("client", ["192.0.2.200", "", "\udcff", "'; DROP TABLE client; --"])
def test_an_unknown_client_is_said(beside_ledger: Headcount, client: str) -> None:
    answer = beside_ledger("count", "--ledger", "ledger", client)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == f"headcount: ledger: no client is called {client!r}\n"


def test_a_missing_ledger_is_said_and_nothing_is_made(headcount: Headcount) -> None:
    answer = headcount("count", "--ledger", "ledger", HARVESTER)
    assert answer.code == 2
    assert answer.err == "headcount: ledger: there is no such ledger; make one with: headcount scan PATH --ledger ledger\n"
    assert sorted(path.name for path in Path().iterdir()) == ["access.log"]


def test_a_missing_key_is_said_and_nothing_is_made(beside_ledger: Headcount) -> None:
    Path("ledger.key").unlink()
    answer = beside_ledger("count", "--ledger", "ledger", HARVESTER)
    assert (answer.code, answer.err.partition(";")[0]) == (
        1,
        "headcount: ledger was written under a key, and ledger.key is not there",
    )
    assert not Path("ledger.key").exists()


def test_what_is_no_ledger_is_said(headcount: Headcount) -> None:
    Path("key").write_text("0" * 32)
    Path("key").chmod(0o600)
    answer = headcount("count", "--ledger", "access.log", "--key", "key", HARVESTER)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("headcount: access.log is not a headcount ledger")
