from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from headcount.model.classification import Classification
from headcount.reports.classification_json import classification_schema, classification_to_json
from tests.reports.classified import HOSTILE, classified, nothing


def validated(found: Classification) -> dict[str, Any]:
    schema = classification_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    document: dict[str, Any] = json.loads(classification_to_json(found))
    jsonschema.Draft202012Validator(schema).validate(document)
    return document


def test_full_and_empty_ones_keep_to_the_schema() -> None:
    assert validated(classified())["schema"] == "headcount.classify/1"
    assert validated(nothing(readable=False))["fields"] == []


def test_every_property_is_described_and_required() -> None:
    schema, document = classification_schema(), validated(classified())
    assert set(document) == set(schema["properties"]) == set(schema["required"])
    for name, example in (
        ("coverage", document["coverage"]),
        ("input", document["coverage"]["inputs"][0]),
        ("field", document["fields"][0]),
    ):
        assert set(example) == set(schema["$defs"][name]["properties"]) == set(schema["$defs"][name]["required"])


@pytest.mark.parametrize(("key", "value"), [("grade", 5), ("confidence", 1.5), ("form", "shown"), ("count", -1)])
def test_the_schema_refuses_what_it_should(key: str, value: object) -> None:
    document = validated(classified())
    document["fields"][0][key] = value
    errors = list(jsonschema.Draft202012Validator(classification_schema()).iter_errors(document))
    assert [list(error.path) for error in errors] == [["fields", 0, key]]


def test_a_field_is_told_whole() -> None:
    document = validated(classified())
    assert document["fields"][0] == {
        "unit": "GET /u/{id}",
        "path": "data.sfz",
        "kind": "national_id.cn",
        "confidence": 0.98,
        "form": "clear",
        "grade": 4,
        "count": 5,
        "valid": 3,
        "reason": "the field is called `data.sfz`; 5 of 9 values have the shape",
        "examples": [],
    }
    assert document["fields"][1]["examples"] == ["a***@example.com"]
    assert document["fields"][2]["path"] == f"x.{HOSTILE}"
    assert [field["kind"] for field in document["fields"]][-1] == "bank_card"


def test_coverage() -> None:
    coverage = validated(classified())["coverage"]
    assert {key: coverage[key] for key in ("answers", "bytes", "columns", "seconds")} == {
        "answers": 7,
        "bytes": 1_020,
        "columns": 40,
        "seconds": 1.25,
    }
    assert coverage["inputs"][0]["skipped"] == {"no HTTP": 2, "broken JSON": 1}
    assert coverage["inputs"][1]["name"] == "b\\udcff.bin"
