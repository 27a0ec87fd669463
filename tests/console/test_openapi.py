"""The document says what the endpoints are, and nothing that they are not."""

from __future__ import annotations

import msgspec

from headcount.console.endpoint import Endpoint
from headcount.console.interface import Permission
from headcount.console.openapi import document
from headcount.console.pages import PAGES
from tests.console.test_endpoint import Asked, Row


def _answer(*_: object) -> Row:
    return Row("", 0)


def test_parameters_stand_in_path_and_query() -> None:
    get = Endpoint("GET", "/clients/{lens:path}", Permission.CLIENTS, "One.", Asked, Row, _answer, "kinds")
    told = document([get])["paths"]["/api/v1/clients/{lens}"]["get"]
    places = {one["name"]: (one["in"], one["required"]) for one in told["parameters"]}
    assert places == {"lens": ("path", True), "days": ("query", False), "kinds": ("query", False)}
    assert set(told["responses"]["200"]["content"]) == {"application/json", "text/csv"}
    assert "requestBody" not in told


def test_a_deed_has_a_body() -> None:
    post = Endpoint("POST", "/clients/{lens}", Permission.DECIDE, "One.", Asked, Row, _answer)
    told = document([post])["paths"]["/api/v1/clients/{lens}"]["post"]
    body = told["requestBody"]["content"]["application/json"]["schema"]
    assert (sorted(body["properties"]), body["required"], [one["name"] for one in told["parameters"]]) == (
        ["days", "kinds"],
        [],
        ["lens"],
    )
    assert told["x-permission"] == "decide"


def test_every_reference_leads_somewhere_and_every_name_is_given_once() -> None:
    made = document(endpoint for page in PAGES for endpoint in page.endpoints)
    known = {f"#/components/schemas/{name}" for name in made["components"]["schemas"]}
    found: set[str] = set()

    def walk(node: object) -> None:
        if isinstance(node, dict):
            found.update([node["$ref"]] if "$ref" in node else [])
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(made)
    assert found <= known
    names = [one["operationId"] for path in made["paths"].values() for one in path.values()]
    assert len(names) == len(set(names)) > 0


def test_two_questions_of_one_name_are_told_apart() -> None:
    other = type("Asked", (msgspec.Struct,), {"__annotations__": {"name": str}, "__module__": "elsewhere"})
    get = Endpoint("GET", "/one", Permission.CLIENTS, "One.", Asked, Row, _answer)
    more = Endpoint("GET", "/other", Permission.CLIENTS, "Other.", other, Row, _answer)
    paths = document([get, more])["paths"]
    names = [[one["name"] for one in paths[f"/api/v1/{path}"]["get"]["parameters"]] for path in ("one", "other")]
    assert names == [["lens", "days", "kinds"], ["name"]]
