from __future__ import annotations

import pytest

from headcount.sources.documents import schemas as module
from headcount.sources.documents.schemas import MOST_FIELDS, SchemaField, Schemas


def fields(schema: object, document: dict[str, object] | None = None) -> list[SchemaField]:
    return list(Schemas(document or {}).fields(schema))


def test_properties_items_compositions_and_maps() -> None:
    schema = {
        "allOf": [{"$ref": "#/c/P"}, {"description": "only words"}],
        "properties": {"tags": {"type": "array", "items": {"type": "string", "example": "x"}}},
        "additionalProperties": {"type": "integer", "examples": [7, 7, "8"]},
    }
    document: dict[str, object] = {
        "c": {"P": {"properties": {"mail": {"type": "string", "format": "email"}, "n": {"format": "int64"}}}}
    }
    assert fields(schema, document) == [
        SchemaField("tags[]", "", ("x",)),
        SchemaField("mail", "email", ()),
        SchemaField("n", "", ()),
        SchemaField("{}", "", ("7", "8")),
    ]


def test_examples_of_objects() -> None:
    found = fields({"properties": {"a": {}}, "example": {"a": "1", "b": [True]}})
    assert found == [SchemaField("a", "", ("1",)), SchemaField("b[]", "", ("true",)), SchemaField("a", "", ())]


def test_circles_are_cut() -> None:
    document: dict[str, object] = {"N": {"properties": {"name": {"type": "string"}, "below": {"items": {"$ref": "#/N"}}}}}
    assert [field.path for field in fields({"$ref": "#/N"}, document)] == ["name"]
    assert fields({"$ref": "#/A"}, {"A": {"$ref": "#/B"}, "B": {"$ref": "#/A"}}) == []


def test_pointers() -> None:
    document: dict[str, object] = {"a/b": {"~c": [{"type": "string", "format": "date"}]}}
    assert fields({"$ref": "#/a~1b/~0c/0"}, document) == [SchemaField("", "date", ())]
    assert fields({"$ref": "#/a~1b/~0c/9"}, document) == []
    assert fields({"$ref": "#/a%7E1b/~0c/x"}, document) == []


def test_references_to_elsewhere_are_counted_and_not_followed() -> None:
    schemas = Schemas({})
    assert list(schemas.fields({"properties": {"a": {"$ref": "http://192.0.2.1/x.json"}, "b": {"$ref": "other.yaml#/x"}}})) == []
    assert schemas.skipped == {"reference to another document": 2}


@pytest.mark.parametrize("schema", [None, 7, [], {"properties": 7, "items": 7, "allOf": 7}, {"type": "object"}, {"$ref": 7}])
def test_what_is_no_schema(schema: object) -> None:
    assert fields(schema) == []


def test_few_lines_that_stand_for_many() -> None:
    document: dict[str, object] = {
        f"L{n}": {"properties": {f"p{k}": {"$ref": f"#/L{n + 1}"} for k in range(10)}} for n in range(20)
    }
    schemas = Schemas(document)
    assert len(list(schemas.fields({"$ref": "#/L0"}))) <= MOST_FIELDS + 1
    assert schemas.skipped == {"answer with more fields than are looked at": 1}


def test_wide_answers_stop_at_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_FIELDS", 3)
    assert len(fields({"properties": {f"a{n}": {"type": "string"} for n in range(9)}})) == 4
