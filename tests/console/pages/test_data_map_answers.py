"""The data map over the REST API."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from headcount.config import AgreementConfig, Config
from headcount.console.app import Console
from headcount.console.door import OpenDoor
from headcount.console.interface import Role
from headcount.incident.cases import Cases
from tests.console.pages.mapped_board import MappedBoard, hear, made_map, parts_of, signal

FILE = Config(
    agreements=[AgreementConfig("Parcel partner", accounts=["svc-parcel"], addresses=["192.0.2.0/28"], kinds=["phone"])]
)


def _get(folder: Path, path: str, board: MappedBoard | None = None) -> Any:  # noqa: ANN401  # whatever the JSON holds is of any type
    return TestClient(Console(parts_of(folder, FILE, board), OpenDoor(Role.ANALYST)).application).get(path).json()


def test_kinds_and_flows(tmp_path: Path) -> None:
    told = _get(tmp_path, "/api/v1/routes/map")
    assert [(one["kind"], one["grade"], one["clear"], one["hidden"]) for one in told["kinds"]] == [
        ("phone", 3, 4312, 0),
        ("bank_card", 4, 0, 4312),
    ]
    assert told["routes_to_kinds"][0] == {"come_from": "GET /users/{id}", "go_to": "phone", "records": 4312}
    assert told["kinds_to_lenses"][1] == {"come_from": "bank_card", "go_to": "account", "records": 4200}


def test_a_breach_names_its_incident(tmp_path: Path) -> None:
    assert _get(tmp_path, "/api/v1/routes/breaches")["rows"][0]["incident"] == 0
    hear(tmp_path, [signal("svc-parcel", "scope_creep"), signal("ann")])
    [row] = _get(tmp_path, "/api/v1/routes/breaches")["rows"]
    assert (row["agreement"], row["name"], row["kinds"], row["records"], row["incident"]) == (
        "Parcel partner",
        "svc-parcel",
        ["bank_card"],
        12,
        1,
    )


def test_without_breaches_the_incidents_are_not_asked(tmp_path: Path) -> None:
    def failing() -> Cases:
        raise AssertionError("nobody should ask")

    board = MappedBoard(told=replace(made_map(), beyond=()))
    parts = replace(parts_of(tmp_path, FILE, board), cases=failing)
    client = TestClient(Console(parts, OpenDoor(Role.ANALYST)).application)
    assert client.get("/api/v1/routes/breaches").json() == {"rows": []}


def test_agreements_and_idle_routes(tmp_path: Path) -> None:
    [one] = _get(tmp_path, "/api/v1/agreements")["rows"]
    assert (one["name"], one["whom"], one["kinds"], one["breaches"]) == ("Parcel partner", 2, ["phone"], 1)
    assert [row["name"] for row in _get(tmp_path, "/api/v1/routes/idle")["rows"]] == ["GET /export/{id}"]
