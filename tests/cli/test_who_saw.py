from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Headcount
from tests.made import HARVESTER, line


def test_the_viewers_of_a_record_are_told_first_to_last(headcount: Headcount) -> None:
    rows = [
        line("192.0.2.1", 50, "/orders/4711"),
        line("192.0.2.2", 20, "/orders/4711/rating", account="erin"),
        line("192.0.2.1", 70, "/orders/4711"),
        line("192.0.2.3", 10, "/orders/4711", status=404),
        line("192.0.2.4", 5, "/orders/4712"),
        line("192.0.2.5", 60, "/invoices?order=4711"),
    ]
    Path("access.log").write_text("".join(rows))
    headcount("scan", "access.log", "--ledger", "ledger", "--quiet")
    for record in ("4711", "orders/4711"):
        answer = headcount("who-saw", "--ledger", "ledger", record)
        assert (answer.code, answer.err) == (0, "")
        told = answer.out.splitlines()[1:]
        assert told[0] == "  2026-03-02 09:00:20 UTC  account erin, once, through /orders/{id}/rating (access.log:2)"
        assert told[1] == "  2026-03-02 09:00:50 UTC  address 192.0.2.1, 2 times, through /orders/{id} (access.log:1)"
        assert len(told) == (3 if record == "4711" else 2)
    assert "192.0.2.5" in headcount("who-saw", "--ledger", "ledger", "order/4711").out


@pytest.mark.parametrize("record", ["1", "orders/1", "nothing/4711", "\udcff", "a" * 5000, ""])
def test_nobody_is_an_answer(headcount: Headcount, record: str) -> None:
    headcount("scan", "access.log", "--ledger", "ledger", "--quiet")
    answer = headcount("who-saw", "--ledger", "ledger", record)
    assert (answer.code, answer.out, answer.err) == (0, "Nobody was shown this record, as far as the ledger was kept.\n", "")


@pytest.mark.parametrize(
    ("logged", "asked"),
    [
        ("/users/Carol%40Example.org", "carol@example.org"),
        ("/users/carol@example.org", "Carol%40example.org"),
        ("/users/6BA7B810-9DAD-11D1-80B4-00C04FD430C8", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
        ("/parcels?ids=70,71,72", "71"),
        ("/kunden/3141%C3%A4", "3141ä"),
    ],
)
def test_one_record_has_many_spellings(headcount: Headcount, logged: str, asked: str) -> None:
    Path("access.log").write_text("".join(line("192.0.2.1", n, logged) for n in range(3)))
    headcount("scan", "access.log", "--ledger", "ledger", "--quiet")
    assert "address 192.0.2.1, 3 times" in headcount("who-saw", "--ledger", "ledger", asked).out


def test_another_key_is_refused(headcount: Headcount) -> None:
    headcount("scan", "access.log", "--ledger", "ledger", "--quiet")
    Path("other.key").write_text("0" * 32)
    Path("other.key").chmod(0o600)
    answer = headcount("who-saw", "--ledger", "ledger", "--key", "other.key", "10000")
    assert (answer.code, answer.err) == (1, "headcount: ledger was written under another key; name that key with --key\n")
    assert HARVESTER in headcount("who-saw", "--ledger", "ledger", "10000").out
