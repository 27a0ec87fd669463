"""Routes over the REST API."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from starlette.testclient import TestClient

from headcount.console.app import Console
from headcount.console.door import OpenDoor
from headcount.console.interface import Role
from tests.console.made_parts import MIDNIGHT, MadeWatch
from tests.console.pages.mapped_board import MappedBoard, parts_of


def _client(
    folder: Path, board: MappedBoard | None = None, role: Role = Role.ANALYST, watch: MadeWatch | None = None
) -> TestClient:
    return TestClient(Console(parts_of(folder, board=board, watch=watch), OpenDoor(role)).application)


def test_routes_with_their_kinds_and_lenses(tmp_path: Path) -> None:
    told = _client(tmp_path).get("/api/v1/routes").json()
    first = told["rows"][0]
    assert (first["name"], first["grade"], first["records"], first["clients"], first["most"]) == (
        "GET /users/{id}",
        4,
        4312,
        314,
        60,
    )
    assert first["kinds"] == [{"kind": "phone", "form": "clear"}, {"kind": "bank_card", "form": "masked"}]
    assert first["lenses"][1] == {"lens": "address", "clients": 4, "records": 112}
    assert (told["total"], told["following"], told["days"]) == (3, 0, 30)


def test_filters(tmp_path: Path) -> None:
    client = _client(tmp_path)
    for query, names in (
        ("q=items", ["GET /items/{id}"]),
        ("grade=4", ["GET /users/{id}", "GET /export/{id}"]),
        ("lens=account", ["GET /users/{id}", "GET /items/{id}"]),
        ("following=2", ["GET /items/{id}"]),
    ):
        assert [row["name"] for row in client.get(f"/api/v1/routes?{query}").json()["rows"]] == names
    assert client.get("/api/v1/routes?following=-1").status_code == 400
    assert client.get("/api/v1/routes?colour=red").status_code == 400


def test_one_route_and_whom_it_showed(tmp_path: Path) -> None:
    board, watch = MappedBoard(), MadeWatch()
    client = _client(tmp_path, board, watch=watch)
    one = client.get("/api/v1/routes/one", params={"name": "GET /users/{id}"}).json()
    assert [(field["path"], field["kind"], field["form"], field["since"]) for field in one["fields"]] == [
        ("phone", "phone", "clear", None),
        ("card", "bank_card", "masked", "2026-11-18T00:00:00Z"),
    ]
    clients = client.get("/api/v1/routes/one/clients", params={"name": "GET /users/{id}"}).json()
    assert clients["rows"][0]["name"] == "ann"
    assert watch.deeds == [("ann", "clients", f"{len(clients['rows'])} clients of the route GET /users/{{id}}")]
    assert board.asked[-1] == (
        "route_clients",
        "GET /users/{id}",
        MIDNIGHT - dt.timedelta(days=30),
        MIDNIGHT + dt.timedelta(days=1),
        50,
    )
    assert client.get("/api/v1/routes/one", params={"name": "GET /none"}).status_code == 404


def test_news_and_tables(tmp_path: Path) -> None:
    client = _client(tmp_path, role=Role.VIEWER)
    assert [row["path"] for row in client.get("/api/v1/routes/news").json()["rows"]] == ["card"]
    table = client.get("/api/v1/routes?as=csv").text.splitlines()
    assert table[0].startswith("name,subject,entity,people,source,grade,kinds,records,")
    assert len(table) == 4
