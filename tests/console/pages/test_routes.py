"""Routes: what each shows and to whom, what is new, one of them; for every role, and when nothing or too much is there."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from headcount.console.app import Console
from headcount.console.door import OpenDoor
from headcount.console.interface import Role
from headcount.model.data_map import DataMap
from tests.console.conftest import World
from tests.console.pages.mapped_board import ARABIC, LONG, MappedBoard, made_map, mapped, parts_of


def browser(folder: Path, role: Role = Role.ANALYST, language: str = "en", board: MappedBoard | None = None) -> TestClient:
    """Somebody who looks."""
    return TestClient(Console(parts_of(folder, board=board), OpenDoor(role, language=language)).application)


def told(page: str) -> str:
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def test_what_each_route_shows_and_to_whom(tmp_path: Path) -> None:
    page = told(browser(tmp_path).get("/routes").text)
    assert "2 routes show 2 kinds of personal data. 5,000 people were shown to 3 clients from 2026-10-21 to 2026-11-20." in page
    assert "4 GET /users/{id} phone number, bank card number masked 4,312 people account 310, address 4 60" in page
    assert "New on known routes" in page
    assert "2026-11-18 00:00 UTC GET /users/{id} bank card number masked card 4" in page
    assert "Parcel partner account svc-parcel bank card number /users/{id} 12" in page
    assert "4 GET /export/{id} phone number never" in page


def test_a_viewer_sees_no_name(tmp_path: Path) -> None:
    client = browser(tmp_path, Role.VIEWER)
    for path in ("/routes", "/routes/map", "/routes/GET%20/users/%7Bid%7D"):
        answer = client.get(path)
        assert (path, answer.status_code) == (path, 200)
        assert "svc-parcel" not in answer.text
        assert ">ann<" not in answer.text
    for path in ("/routes/map.json", "/api/v1/routes/breaches", "/api/v1/agreements", "/api/v1/routes/one/clients?name=x"):
        assert (path, client.get(path).status_code) == (path, 403)


def test_filter_and_links(tmp_path: Path) -> None:
    client = browser(tmp_path)
    by_kind = client.get("/routes?q=BANK&grade=3&lens=account").text
    assert "1 route, with what went through it" in by_kind
    assert 'value="BANK"' in by_kind
    assert "/api/v1/routes?as=csv&amp;q=BANK&amp;grade=3&amp;lens=account" in by_kind
    assert "No route is like that." in client.get("/routes?q=nothing").text
    assert client.get("/routes?grade=9").status_code == 400
    assert client.get("/routes?grade=x").status_code == 400


def test_one_route_with_its_fields_and_clients(tmp_path: Path) -> None:
    board = MappedBoard()
    page = browser(tmp_path, board=board).get("/routes/GET%20/users/%7Bid%7D").text
    words = told(page)
    assert "4,312 people were shown through it, 6,000 times, from 2026-10-21 to 2026-11-20 (UTC)." in words
    assert "4 many people in one answer: 60 (+1)" in words
    assert f'<a href="/clients/account/{quote(ARABIC)}"><bdi>{ARABIC}</bdi></a>' in page
    assert LONG in page
    assert board.asked[-1][:2] == ("route_clients", "GET /users/{id}")
    assert browser(tmp_path).get("/routes/GET%20/none").status_code == 404


def test_in_chinese(tmp_path: Path) -> None:
    client = browser(tmp_path, language="zh")
    page = client.get("/routes").text
    assert "2 个接口展示 2 种个人信息" in page
    assert "银行卡" in page
    one = told(client.get("/routes/GET%20/users/%7Bid%7D").text)
    assert "3 个值中 2 个符合形态" in one
    for path in ("/routes", "/routes/map", "/routes/GET%20/users/%7Bid%7D"):
        words = told(client.get(path).text.split("<main")[1].split("</main>")[0])
        assert re.findall(r"\b(?:routes|shows|clients|kinds|records) ", words) == []


def test_nothing_there_yet(tmp_path: Path) -> None:
    empty = MappedBoard(rows=[], told=DataMap(None, None, 30, (), (), ()))
    client = browser(tmp_path, board=empty)
    assert "headcount scan access.log --ledger people.ledger" in client.get("/routes").text
    assert "No route is known to show personal data." in client.get("/routes/map").text
    assert client.get("/api/v1/routes").json()["rows"] == []


def test_a_lost_board_and_many_routes(tmp_path: Path) -> None:
    lost = browser(tmp_path, board=MappedBoard(failing=True)).get("/routes")
    assert lost.status_code == 503
    assert "people.ledger.board is gone" in lost.text
    many = replace(made_map(), routes=tuple(mapped(template=f"/{number}/{{id}}") for number in range(450)))
    client = browser(tmp_path, board=MappedBoard(told=many))
    page = client.get("/routes")
    assert "450 routes" in page.text
    assert page.text.count("4,312 people") == 200
    assert "And 400 more: see the CSV." in page.text
    following = re.search(r'rel="next" href="([^"]*)"', page.text)
    assert following is not None
    last = client.get(following[1].replace("&amp;", "&").replace("following=200", "following=400")).text
    assert last.count("4,312 people") == 50
    assert 'rel="next"' not in last


@pytest.mark.parametrize("path", ["/routes", "/routes/map", "/routes/GET%20/user/%7Bid%7D"], ids=["all", "map", "one"])
def test_the_made_world(world: World, tmp_path: Path, path: str) -> None:
    parts = replace(parts_of(tmp_path, world.config()), board=world.board(), cases=world.cases)
    client = TestClient(Console(parts, OpenDoor(Role.ANALYST)).application)
    if "{" in path or "%7B" in path:
        name = client.get("/api/v1/routes").json()["rows"][0]["name"]
        path = f"/routes/{quote(name)}"
    answer = client.get(path)
    assert answer.status_code == 200
    assert "style=" not in answer.text
