from __future__ import annotations

import json
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
def test_nobody_is_an_answer(beside_ledger: Headcount, record: str) -> None:
    answer = beside_ledger("who-saw", "--ledger", "ledger", record)
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


def test_another_key_is_refused(beside_ledger: Headcount) -> None:
    Path("other.key").write_text("0" * 32)
    Path("other.key").chmod(0o600)
    answer = beside_ledger("who-saw", "--ledger", "ledger", "--key", "other.key", "10000")
    assert (answer.code, answer.err) == (1, "headcount: ledger was written under another key; name that key with --key\n")
    assert HARVESTER in beside_ledger("who-saw", "--ledger", "ledger", "10000").out


def test_the_persons_own_report_tells_roles_and_grounds(headcount: Headcount) -> None:
    rows = [
        line("192.0.2.1", 50, "/orders/4711", account="e1"),
        line("192.0.2.1", 70, "/orders/4711", account="e1"),
        line("192.0.2.2", 80, "/orders/4711", account="e2"),
    ]
    Path("access.log").write_text("".join(rows))
    Path("cases.csv").write_text("client,record,until\ne1,4711,2026-03-02T09:01:00Z\n")
    Path("headcount.toml").write_text(
        '[[routes]]\ntemplate = "/orders/{id}"\nsubject = "id"\nentity = "orders"\nkinds = ["phone"]\n'
        '[[roles]]\nname = "clerk"\nprefix = "e1"\n[[relations]]\nfile = "cases.csv"\nentity = "orders"\n'
    )
    headcount("scan", "access.log", "--ledger", "ledger", "--quiet", "--config", "headcount.toml")
    words = ("who-saw", "--ledger", "ledger", "4711", "--config", "headcount.toml")
    for language in ("en", "zh"):
        answer = headcount(*words, "--report", f"{language}.html", "--language", language, "--json", "report.json")
        assert (answer.code, answer.err) == (0, "")
    page = Path("en.html").read_text()
    assert "staff or device with the role clerk" in page
    assert "a reason is on record for 1 of 2 times" in page
    assert "no reason on record" in page
    assert "phone number; as this part of the site usually shows" in page
    assert ">e1<" not in page
    assert "角色为 clerk 的工作人员或设备" in Path("zh.html").read_text()
    told = json.loads(Path("report.json").read_text())
    assert [(one["client"], one["times"], one["explained"]) for one in told["viewings"]] == [("e1", 2, 1), ("e2", 1, 0)]
    headcount(*words, "--report", "named.html", "--name-clients")
    assert "account e1" in Path("named.html").read_text()
    headcount(*words, "--report", "named.pdf")
    assert Path("named.pdf").read_bytes().startswith(b"%PDF-")
    answer = headcount(*words, "--report", "named.doc")
    assert (answer.code, Path("named.doc").exists()) == (2, False)
    assert "named.doc: name a file that ends with .html or .pdf" in answer.err
