"""The data map to look at and to take away; every export is written down."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from headcount.config import AgreementConfig, Config
from headcount.console.app import Console
from headcount.console.door import OpenDoor
from headcount.console.interface import Role
from headcount.reports.data_map_json import map_to_json
from tests.console.made_parts import MadeWatch
from tests.console.pages.mapped_board import made_map, parts_of

FILE = Config(agreements=[AgreementConfig("Parcel partner", accounts=["svc-parcel"], kinds=["phone"], requests_a_day=5000)])


def _client(folder: Path, role: Role = Role.ANALYST, watch: MadeWatch | None = None, language: str = "en") -> TestClient:
    return TestClient(Console(parts_of(folder, FILE, watch=watch), OpenDoor(role, language=language)).application)


def test_the_flow_is_drawn_with_its_numbers_and_no_style(tmp_path: Path) -> None:
    page = _client(tmp_path).get("/routes/map").text
    assert "2 kinds of personal data went out from 2026-10-21 to 2026-11-20 (UTC)." in page
    assert '<figure class="flow">' in page
    assert 'class="link grade4"' in page
    assert "<td>GET /users/{id}</td><td>phone number</td><td>4,312</td>" in page
    assert 'style="' not in page
    assert "Parcel partner" in page
    assert "5,000" in page
    chinese = _client(tmp_path, language="zh").get("/routes/map").text
    assert "流向图" in chinese
    assert "电话号码" in chinese


@pytest.mark.parametrize(
    ("path", "file", "begins"),
    [
        ("/routes/map.toml", "routes.toml", "# What each route shows"),
        ("/routes/map.json", "data-map.json", "{"),
        ("/routes/processing.csv", "processing.csv", "processing activity,"),
        ("/routes/interfaces.csv", "interfaces.csv", "接口,"),
    ],
    ids=["toml", "json", "processing", "interfaces"],
)
def test_exports_are_those_of_headcount_map_and_are_written_down(tmp_path: Path, path: str, file: str, begins: str) -> None:
    watch = MadeWatch()
    answer = _client(tmp_path, watch=watch).get(path)
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="{file}"'
    assert answer.content.decode("utf-8").startswith(begins)
    assert watch.deeds == [("ann", "export", f"the data map as {file}")]


def test_exports_can_be_read(tmp_path: Path) -> None:
    client = _client(tmp_path)
    assert client.get("/routes/map.json").content == map_to_json(made_map())
    assert json.loads(client.get("/routes/map.json").text)["beyond_agreements"][0]["client"] == "svc-parcel"
    assert [route["template"] for route in tomllib.loads(client.get("/routes/map.toml").text)["routes"]] == [
        "/users/{id}",
        "/export/{id}",
    ]
    viewer = _client(tmp_path, Role.VIEWER)
    for path in ("/routes/map.toml", "/routes/processing.csv", "/routes/interfaces.csv"):
        assert "svc-parcel" not in viewer.get(path).text
