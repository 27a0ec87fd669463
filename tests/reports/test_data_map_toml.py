"""The map as TOML that the configuration takes."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

from headcount.config import load
from headcount.reports.data_map_toml import map_to_toml
from tests.reports.maps import HOSTILE, MAP, ORDERS, USERS


def test_it_is_a_configuration(tmp_path: Path) -> None:
    path = tmp_path / "headcount.toml"
    path.write_text(map_to_toml(replace(MAP, routes=(USERS, ORDERS))), "utf-8")
    users, orders = load(path).routes
    assert (users.template, users.subject, users.records, users.kinds) == ("/users", "$.items[].id", "people", ["email", "phone"])
    assert [(field.path, field.kind, field.form) for field in users.fields] == [
        ("items[].phone", "phone", "clear"),
        ("items[].email", "email", "clear"),
    ]
    assert (orders.kinds, [(field.path, field.form) for field in orders.fields]) == (["health"], [("buyer.phone", "masked")])


def test_routes_without_anything_personal_are_left_out_and_strings_are_escaped() -> None:
    routes = tomllib.loads(map_to_toml(MAP))["routes"]
    assert [route["template"] for route in routes] == ["/users", "/orders/{id}", HOSTILE]


def test_why_it_has_its_grade_stands_above() -> None:
    assert "# grade 4: health data: grade 4\n# 80 different records shown in the period (declared)\n[[routes]]" in map_to_toml(
        MAP
    )
