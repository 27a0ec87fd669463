from __future__ import annotations

from typing import Any

from benchmarks.recognition.openapi import answers

DOCUMENT: dict[str, Any] = {
    "paths": {
        "/users/{id}": {
            "get": {
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/User"}}}},
                    "404": {"content": {"application/json": {"schema": {"properties": {"error": {"type": "string"}}}}}},
                }
            }
        }
    },
    "components": {
        "schemas": {
            "User": {
                "properties": {
                    "mail": {"type": "string", "example": "ada@example.com"},
                    "friends": {"type": "array", "items": {"$ref": "#/components/schemas/User"}},
                    "phones": {"type": "array", "items": {"properties": {"number": {"type": "string"}}}},
                },
                "allOf": [{"properties": {"name": {"type": "string"}}}],
            }
        }
    },
}


def test_leaves_of_good_answers_with_references_followed_once() -> None:
    found = answers(DOCUMENT)
    assert list(found) == ["GET /users/{id}"]
    assert set(found["GET /users/{id}"]) == {"mail", "phones[].number", "name"}
    assert found["GET /users/{id}"]["mail"]["example"] == "ada@example.com"
