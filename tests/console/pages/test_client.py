# ruff: noqa: RUF001 - dashes and Chinese punctuation are meant
"""Client: what stands on its page, for whom, and in which language."""

from __future__ import annotations

import html
import re
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest

from headcount.console.interface import Role
from headcount.console.pages import client
from headcount.incident.cases import Cases
from headcount.model.incident import State
from headcount.model.kind import Kind
from headcount.model.verdict import Action
from tests.console.made_parts import (
    DAY,
    NOW,
    MadeBoard,
    MadeRegister,
    MadeRunning,
    MadeWatch,
    health,
    made_parts,
    row,
)
from tests.console.pages.browsing import hear, opened, text
from tests.incident.made_signals import signal

ANN = {"lens": "account", "name": "ann"}


def _found(folder: Path) -> None:
    hear(folder, signal("ann", records=1200), signal("ann", detector="id_enumeration", records=900))
    with Cases(folder / "people.incidents") as cases:
        cases.explain(1, "a report of the warehouse", by="ann")
        cases.move(1, State.TRIAGED, by="ann", at=NOW - DAY)


def test_an_ordinary_client(tmp_path: Path) -> None:
    watch = MadeWatch()
    page = text(opened(client.PAGE, made_parts(tmp_path, watch=watch)).get("/clients/account/bob").text)
    assert "Nothing unusual is known of it." in page
    assert "In the same number of days half of its peers were shown at most 4, 99.9 % at most 40." in page
    assert "different people shown to it 12" in page
    assert "new since 2026-11-14 70" in page
    assert "From 2026-11-10 00:00 UTC to 2026-11-19 23:00 UTC ." in page
    assert "No verdict is in force on it." in page
    assert "No other client shares more with it than chance has it." in page
    paths = ("/clients/{lens}/{name}", "/showings/{lens}/{name}", "/neighbours/{lens}/{name}", "/explanations/{lens}/{name}")
    assert set(watch.looks) == {("ann", "client", "account:bob", path) for path in paths}


def test_a_found_client_has_its_findings_incident_and_explanation(tmp_path: Path) -> None:
    _found(tmp_path)
    page = text(opened(client.PAGE, made_parts(tmp_path)).get("/clients/account/ann").text)
    assert "account ann was shown 1,200 different records id enumeration account ann was shown 900 different records" in page
    assert "Explained before (incident 1): a report of the warehouse" in page
    assert "1 Slow crawl by account ann , triaged, 2026-11-19 09:30 UTC" in page
    assert "Nothing unusual" not in page


def test_pictures_stand_there_without_a_script_and_with_their_numbers(tmp_path: Path) -> None:
    browser = opened(client.PAGE, made_parts(tmp_path))
    page = browser.get("/clients/account/ann").text
    assert page.count("<svg") == 4
    assert 'data-chart="staircase" data-src="/api/v1/pictures/account/ann"' in page
    assert page.count('<table class="numbers">') == 3
    assert "style=" not in page
    told = browser.get("/api/v1/pictures/account/ann").json()
    assert told["pictures"]["staircase"][-1] == ["2026-11-20T00:00:00Z", 1001]
    assert told["pictures"]["band"][1] == [10.0, 4.0, 12.0, 40.0]
    assert told["people"] is True


def test_kinds_routes_neighbours_and_showings(tmp_path: Path) -> None:
    page = text(opened(client.PAGE, made_parts(tmp_path)).get("/clients/account/ann").text)
    assert "/orders/{id} 1,100 /users/{id} 100" in page
    assert "bank card number in clear 4 3" in page
    assert "order or transaction declared 2 100" in page
    assert "carl account 1,300 1,100 12.0 the same people" in page
    assert "dora account 1,300 0 40.5 other people" in page
    assert "Showings 1 to 25 of 1,260, first one first" in page
    assert "Lines of the logs: from access.log:7 to access.log:90001 ." in page


def test_showings_are_paged_and_lead_to_people(tmp_path: Path) -> None:
    browser = opened(client.PAGE, made_parts(tmp_path))
    page = browser.get("/clients/account/ann?offset=1250").text
    assert "Showings 1,251 to 1,260 of 1,260" in page
    assert '<a href="/people/00000000000004e2"><code>00000000000004e2</code></a>' in page
    assert 'rel="next"' not in page
    assert 'rel="next" href="/clients/account/ann?offset=25#showings"' in browser.get("/clients/account/ann").text


@pytest.mark.parametrize(
    "name", ["a/b?c#d%", "x" * 200, "\N{RIGHT-TO-LEFT OVERRIDE}<b>مرحبا"], ids=["signs", "long", "right to left"]
)
def test_any_name_has_a_page(tmp_path: Path, name: str) -> None:
    watch = MadeWatch()
    browser = opened(client.PAGE, made_parts(tmp_path, MadeBoard([row(name)]), watch=watch))
    answer = browser.get(f"/clients/account/{quote(name, safe='')}")
    assert answer.status_code == 200
    assert watch.looks[0][2] == f"account:{name}"
    assert f'name="name" value="{html.escape(name)}"'.replace("&quot;", "&#34;") in answer.text
    assert "<b>" not in answer.text.replace("<bdi>", "")


def test_names_that_browsers_take_for_steps_of_a_path_have_a_page_too(tmp_path: Path) -> None:
    browser = opened(client.PAGE, made_parts(tmp_path, MadeBoard([row("..")])))
    page = browser.get("/client?lens=account&name=..").text
    assert "<h1><bdi>..</bdi></h1>" in page
    assert 'rel="next" href="/client?lens=account&amp;name=..&amp;offset=25#showings"' in page
    assert browser.get("/client?lens=account").status_code == 400


def test_a_client_that_nobody_knows_is_not_there(tmp_path: Path) -> None:
    answer = opened(client.PAGE, made_parts(tmp_path)).get("/clients/account/nobody")
    assert answer.status_code == 404
    assert "this client was never shown a record" in answer.text


def test_a_client_with_a_verdict_and_no_showing_can_be_lifted(tmp_path: Path) -> None:
    running = MadeRunning()
    running.order("prefix", "198.51.100.0/24", Action.BLOCK, (), 3600, "ann")
    page = opened(client.PAGE, made_parts(tmp_path, running=running)).get("/clients/prefix/198.51.100.0%2F24").text
    assert "It was never shown a record, as far as this ledger knows." in page
    assert 'action="/verdicts/lift"' in page


def test_gates_that_have_the_verdict_and_that_have_not(tmp_path: Path) -> None:
    running = MadeRunning(status=health())
    running.order("account", "ann", Action.BLOCK, (), 3600, "ann")
    at = NOW.timestamp()
    running.status = SimpleNamespace(**vars(running.status) | {"gates": {"edge-1": (at - 60, 0), "edge-2": (at, 1)}})
    page = text(opened(client.PAGE, made_parts(tmp_path, running=running)).get("/clients/account/ann").text)
    assert "edge-2 : has it, asked last 2026-11-20 09:30 UTC" in page
    assert "edge-1 : does not have it yet, asked last 2026-11-20 09:29 UTC" in page


def test_what_happened_is_marked_without_a_script(tmp_path: Path) -> None:
    _found(tmp_path)
    running = MadeRunning()
    running.order("account", "ann", Action.MASK, (), 60, "ann")
    page = opened(client.PAGE, made_parts(tmp_path, running=running)).get("/clients/account/ann").text
    assert re.findall(r'class="name moment"[^>]*>([^<]+)<', page) == [
        "found",
        "verdict 2026-11-20 09:30, after this picture",
    ]


def test_a_viewer_may_not(tmp_path: Path) -> None:
    watch = MadeWatch()
    browser = opened(client.PAGE, made_parts(tmp_path, watch=watch), Role.VIEWER)
    asked = [
        "/clients/account/ann",
        *(f"/api/v1/{what}/account/ann" for what in ("clients", "pictures", "showings", "neighbours")),
    ]
    assert {browser.get(path).status_code for path in asked} == {403}
    assert browser.post("/api/v1/verdicts", json={**ANN, "action": "block", "seconds": 60}).status_code == 403
    assert browser.post("/verdicts", data={**ANN, "action": "block", "seconds": "60"}).status_code == 403
    assert watch.looks == []
    assert watch.deeds == []


def test_a_mistake_is_shown_on_the_clients_page(tmp_path: Path) -> None:
    browser = opened(client.PAGE, made_parts(tmp_path))
    answer = browser.post("/verdicts", data={**ANN, "action": "block", "seconds": "86400", "mask": "phone"})
    assert answer.status_code == 409
    assert "That was not done: kinds to mask are for the action mask only" in text(answer.text)
    assert "<h1><bdi>ann</bdi></h1>" in answer.text
    assert "no verdict is in force on this client" in text(browser.post("/verdicts/lift", data=ANN).text)


def test_it_is_whole_in_chinese(tmp_path: Path) -> None:
    _found(tmp_path)
    running = MadeRunning()
    running.order("account", "ann", Action.MASK, (Kind.PHONE,), 60, "ann")
    parts = made_parts(tmp_path, running=running, register=MadeRegister())
    page = text(opened(client.PAGE, parts, language="zh").get("/clients/account/ann").text)
    assert "账号 ann 在 2026-11-11 09:30 至 2026-11-19 09:30 UTC 之间被展示了 1,200 条不同记录。" in page
    assert "此前已有解释（事件 1）： a report of the warehouse" in page
    english = set(re.findall(r"[A-Za-z]{3,}", page.partition("按键")[0]))
    names = {"ann", "carl", "dora", "access", "log", "GET", "orders", "users", "report", "the", "warehouse"}
    names |= {"account", "ann", "was", "shown", "different", "records"}
    assert english - names == {"main", "tabindex", "UTC", "CSV", "JSON"}
