# ruff: noqa: RUF001 - dashes and Chinese punctuation are meant
"""Clients: search, order, paging, exports; who may see them; what stands there when there are none, or strange ones."""

from __future__ import annotations

import datetime as dt
import html
from pathlib import Path

import pytest

from headcount.console.interface import Role
from headcount.console.pages import clients
from headcount.console.pages.clients import new_since
from tests.console.made_parts import (
    MIDNIGHT,
    NOW,
    MadeBoard,
    MadeWatch,
    made_parts,
    row,
)
from tests.console.pages.browsing import opened

SINCE = dt.datetime(2026, 11, 14, tzinfo=dt.UTC)


def test_the_table_has_every_client(tmp_path: Path) -> None:
    board = MadeBoard()
    page = opened(clients.PAGE, made_parts(tmp_path, board)).get("/clients").text
    assert board.asked == [("clients", "", "", "records", SINCE, "", 50)]
    assert "3 clients were shown the data of people." in page
    assert "New: first shown to the client since 2026-11-14 (UTC)" in page
    cells = '<td>account</td><td class="n">1,200</td><td class="n">70</td><td class="n">1,300</td><td class="n">40</td>'
    assert f'<tr><th scope="row"><a class="client" href="/clients/account/ann"><bdi>ann</bdi></a></th>{cells}' in page


def test_new_counts_from_the_midnight_that_begins_the_last_seven_days() -> None:
    assert new_since(NOW) == SINCE
    assert new_since(MIDNIGHT) == SINCE


def test_search_lens_and_order_are_asked_of_the_board_and_stay_in_the_form(tmp_path: Path) -> None:
    board = MadeBoard()
    page = opened(clients.PAGE, made_parts(tmp_path, board)).get("/clients?q=B%22ob&lens=account&order=new&following=").text
    assert board.asked == [("clients", 'B"ob', "account", "new", SINCE, "", 50)]
    assert 'value="B&#34;ob"' in page
    assert '<option value="account" selected>' in page
    assert '<option value="new" selected>' in page
    assert "0 of 3 clients fit the search." in page
    assert "No client's name holds this." in page


def test_pages_follow_each_other(tmp_path: Path) -> None:
    board = MadeBoard([row(f"u{n:03d}") for n in range(120)])
    browser = opened(clients.PAGE, made_parts(tmp_path, board))
    first = browser.get("/clients?q=u&order=name").text
    assert 'rel="next" href="/clients?q=u&amp;order=name&amp;following=50"' in first
    last = browser.get("/clients?q=u&order=name&following=100").text
    assert last.count('class="client"') == 20
    assert 'rel="next"' not in last
    assert 'href="/clients?q=u&amp;order=name">To the first ones' in last


def test_a_lower_bound_says_at_least(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    board = MadeBoard()
    page = board.clients("a")
    monkeypatch.setattr(board, "clients", lambda *_: type(page)(page.rows, 1000, False, ""))
    assert (
        "At least 1,000 of 3 clients fit the search."
        in opened(clients.PAGE, made_parts(tmp_path, board)).get("/clients?q=a").text
    )


def test_links_lead_to_clients_of_any_name(tmp_path: Path) -> None:
    board = MadeBoard([row("a/b?c#d%", "credential"), row("x" * 200, "visitor"), row("\N{RIGHT-TO-LEFT OVERRIDE}مرحبا")])
    page = opened(clients.PAGE, made_parts(tmp_path, board)).get("/clients").text
    assert 'href="/clients/credential/a%2Fb%3Fc%23d%25"' in page
    assert f'href="/clients/visitor/{"x" * 200}"' in page
    assert "<bdi>\\u202eمرحبا</bdi>" in page


def test_an_empty_ledger_says_what_to_do(tmp_path: Path) -> None:
    page = opened(clients.PAGE, made_parts(tmp_path, MadeBoard(rows=[]))).get("/clients").text
    assert "No client was shown a record yet" in page
    assert "<code>headcount scan --ledger people.ledger access.log</code>" in page
    assert "<form class=" not in page


def test_exports_are_told_to_the_watch(tmp_path: Path) -> None:
    watch = MadeWatch()
    browser = opened(clients.PAGE, made_parts(tmp_path, watch=watch))
    page = html.unescape(browser.get("/clients?lens=account").text)
    assert watch.deeds == []
    assert 'href="/api/v1/clients?lens=account&limit=10000&as=csv"' in page
    lines = browser.get("/api/v1/clients?lens=account&limit=10000&as=csv").text.splitlines()
    assert [line.split(",")[:3] for line in lines[1:]] == [["account", "ann", "1200"], ["account", "bob", "12"]]
    told = browser.get("/api/v1/clients").json()
    assert (told["total"], told["exact"], told["people"], told["known"]) == (3, True, True, 3)
    assert watch.deeds == [("ann", "export", "clients: up to 10000 rows")]


def test_a_viewer_may_not(tmp_path: Path) -> None:
    browser = opened(clients.PAGE, made_parts(tmp_path), Role.VIEWER)
    answer = browser.get("/clients")
    assert answer.status_code == 403
    assert "You may not see this" in answer.text
    assert "bob" not in answer.text
    assert browser.get("/api/v1/clients").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/clients?order=size",
        "/clients?lens=planet",
        "/api/v1/clients?limit=10001",
        f"/clients?q={'x' * 513}",
        f"/clients?following={'9' * 5000}.1",
    ],
    ids=["order", "lens", "limit", "q", "following"],
)
def test_what_cannot_be_is_refused(tmp_path: Path, path: str) -> None:
    assert opened(clients.PAGE, made_parts(tmp_path)).get(path).status_code == 400


def test_it_is_whole_in_chinese(tmp_path: Path) -> None:
    page = opened(clients.PAGE, made_parts(tmp_path), language="zh").get("/clients").text
    assert "3 个客户端看到过个人信息" in page
    assert '<option value="new">最近 7 天新增最多</option>' in page
    assert "未命中" in page


def test_a_lost_ledger_is_a_page(tmp_path: Path) -> None:
    answer = opened(clients.PAGE, made_parts(tmp_path, MadeBoard(failing=True))).get("/clients")
    assert answer.status_code == 503
    assert "start headcount console again" in answer.text
