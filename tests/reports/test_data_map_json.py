"""The map as JSON."""

from __future__ import annotations

import json

import jsonschema
import pytest

from headcount.model.data_map import DataMap
from headcount.model.kind import Kind
from headcount.reports.data_map_json import map_schema, map_to_json
from tests.reports.maps import MAP, NOTHING


@pytest.mark.parametrize("found", [MAP, NOTHING])
def test_it_fits_its_schema(found: DataMap) -> None:
    document = json.loads(map_to_json(found))
    jsonschema.Draft202012Validator(map_schema(), format_checker=jsonschema.FormatChecker()).validate(document)


def test_what_it_tells() -> None:
    text = map_to_json(MAP)
    document = json.loads(text)
    assert text.endswith(b"}\n")
    assert document["period"] == {"from": "2026-03-02T09:00:00Z", "to": "2026-03-05T09:00:00Z", "days": 30}
    assert document["routes"][0]["fields"][0] == {
        "path": "items[].phone",
        "kind": "phone",
        "form": "clear",
        "grade": 3,
        "why": ["phone number: grade 3"],
        "confidence": 0.987,
        "count": 120,
        "valid": 118,
        "reason": "the field is called `phone`",
        "since": None,
        "occasional": False,
    }
    assert document["news"] == [
        {"method": "GET", "template": "/users", "path": "items[].email", "kind": "email", "form": "clear"}
        | {"since": "2026-03-02T14:00:00Z"}
    ]
    assert [route["template"] for route in document["routes"]][3] == "/products/{id}"
    assert document["flows"]["kinds_to_lenses"][0] == {"from": "phone", "to": "address", "records": 1100}
    assert (document["beyond_agreements"][0]["client"], len(document["idle"])) == ("=svc", 1)


def test_the_schema_names_every_kind() -> None:
    assert map_schema()["$defs"]["kind"]["enum"] == [str(kind) for kind in Kind]
