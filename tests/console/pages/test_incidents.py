# ruff: noqa: RUF001 - Chinese punctuation is meant
"""Incidents: the board and the table, for those who may, in both languages, for none and for very many."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from headcount.console.interface import Role
from headcount.console.pages.incidents import client_path
from headcount.errors import LedgerError
from headcount.incident import store
from headcount.incident.cases import Cases
from headcount.model.incident import ClientName, Stamps, State
from tests.console.pages.handled import NOW, Handled, found, heard, read
from tests.leaky import THIEF

RIGHT_TO_LEFT = "\N{HEBREW LETTER ALEF}\N{HEBREW LETTER BET}\N{HEBREW LETTER GIMEL}"


def test_the_board_says_what_waits(handling: Handled) -> None:
    heard(handling, found("bob", "account", records=7))
    page = read(handling.browser().get("/incidents").text)
    assert "2 incidents are open; 1 of them nobody has looked at yet." in page
    told = "The next deadline that applies: in 2 d 16 h tell competent supervisory authority (art. 55) until 2026-11-23 01:30 UTC"
    assert told in page
    assert "new: 1" in page
    assert "triaged: 1" in page
    assert f"1: Slow crawl by address {THIEF} 400 people since 2026-11-19 23:30 UTC; nobody handles it" in page


def test_a_card_counts_people_and_clients(handling: Handled) -> None:
    members = tuple(ClientName("account", f"member-{n}") for n in range(3))
    heard(handling, found("198.51.100.0/24", "prefix", detector="coordinated_crawl", people=1500, members=members))
    page = read(handling.browser().get("/incidents").text)
    assert "1,500 people, to 3 clients" in page


def test_without_incidents_it_says_what_to_do(handling: Handled, tmp_path: Path) -> None:
    (tmp_path / "leaky.ledger.incidents").unlink()
    page = read(handling.browser().get("/incidents").text)
    assert "No incident is known." in page
    assert "headcount scan access.log --ledger people.ledger" in page


def test_in_chinese(handling: Handled) -> None:
    page = read(handling.browser(language="zh").get("/incidents").text)
    assert "1 个事件未结" in page
    assert f"1：慢速抓取：地址 {THIEF} 400 人" in page
    assert "还剩 2 天 16 小时 须通知" in page


def test_the_table_filters(handling: Handled) -> None:
    heard(handling, found("bob", "account", "fast_crawl", records=7))
    with handling.cases() as cases:
        cases.assign(2, "ben", "ben")
    browser = handling.browser()
    for query, numbers in (
        ("", {"1", "2"}),
        ("q=bob", {"2"}),
        ("q=%232", {"2"}),
        ("state=triaged", {"1"}),
        ("state=triaged&state=new", {"1", "2"}),
        ("owner=ben", {"2"}),
        ("owner=-", {"1"}),
        ("detector=fast_crawl", {"2"}),
        ("detector=canary", set()),
    ):
        rows = browser.get(f"/api/v1/incidents?{query}").json()["rows"]
        assert {str(row["number"]) for row in rows} == numbers, query
        page = browser.get(f"/incidents/table?{query}").text
        assert {number for number in "12" if f'href="/incidents/{number}"' in page} == numbers, query
    assert "No incident fits what is asked for." in read(browser.get("/incidents/table?q=nobody").text)


def test_csv_and_json(handling: Handled) -> None:
    browser = handling.browser()
    lines = browser.get("/api/v1/incidents?as=csv").text.splitlines()
    assert lines[0].startswith("number,state,title,detector,lens,client,clients,shown,people,at_least,first,last")
    assert lines[1].startswith(f"1,triaged,Slow crawl by address {THIEF},slow_crawl,address,{THIEF},1,400,")
    told = browser.get("/api/v1/incidents?clocks=true").json()["rows"][0]["clock"]
    assert (told["law"], told["step"], told["due"], told["standing"]) == ("eu.gdpr", 1, "2026-11-23T01:30:00Z", "applies")


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "state=lost", "clocks=true&limit=101", "what=1", "before=-1"])
def test_bad_parameters_are_told(handling: Handled, query: str) -> None:
    assert handling.browser().get(f"/api/v1/incidents?{query}").status_code == 400


def test_a_viewer_of_counts_sees_no_incident(handling: Handled) -> None:
    browser = handling.browser(Role.VIEWER)
    for path in ("/incidents", "/incidents/table", "/incidents/1", "/api/v1/incidents", "/api/v1/incidents/1"):
        assert browser.get(path).status_code == 403, path


def test_hostile_long_and_right_to_left_names(handling: Handled) -> None:
    names = ("<script>alert(1)</script>", "n" * 200, RIGHT_TO_LEFT)
    heard(handling, *(found(name, "account", records=9 + place) for place, name in enumerate(names)))
    for path in ("/incidents", "/incidents/table"):
        page = handling.browser().get(path).text
        assert "<script>alert" not in page
        assert "n" * 200 in page
        assert f"<bdi>Slow crawl by account {RIGHT_TO_LEFT}</bdi>" in page


def test_ten_thousand_incidents_come_in_pages(handling: Handled) -> None:
    with handling.cases() as cases:
        known = cases.get(1)
    stamps = Stamps(NOW - dt.timedelta(hours=1))
    made = [msgspec.structs.replace(known, number=number, state=State.NEW, stamps=stamps) for number in range(1, 10_001)]
    rows = [{"number": one.number, "state": "new", "incident": msgspec.json.encode(one).decode()} for one in made]
    with Cases(handling.folder / "many.incidents") as cases, cases._store._engine.begin() as database:  # at once
        database.execute(store._incident.insert(), rows)  # at once
    many = handling.folder / "many"
    handling.parts = replace(handling.parts, cases=lambda: Cases(f"{many}.incidents"), ledger=many)
    browser = handling.browser()
    page = browser.get("/incidents").text
    assert "10,000 incidents are open" in read(page)
    assert page.count('<li class="card') == 12
    told = browser.get("/api/v1/incidents?limit=3").json()
    assert ([row["number"] for row in told["rows"]], told["total"], told["following"]) == ([10_000, 9_999, 9_998], 10_000, 9_998)
    told = browser.get("/api/v1/incidents?limit=3&before=4").json()
    assert ([row["number"] for row in told["rows"]], told["following"]) == ([3, 2, 1], 0)


def test_a_lost_store_is_told(handling: Handled) -> None:
    def lost() -> Cases:
        raise LedgerError("incidents cannot be read (OperationalError); see [incidents] store")

    handling.parts = replace(handling.parts, cases=lost)
    answer = handling.browser().get("/incidents")
    assert answer.status_code == 503
    assert "incidents cannot be read (OperationalError); see [incidents] store" in read(answer.text)


def test_the_path_of_a_client_is_that_of_the_console() -> None:
    assert client_path(ClientName("account", "..")) == "/client?lens=account&name=.."
    assert client_path(ClientName("account", "a/b")) == "/clients/account/a%2Fb"
