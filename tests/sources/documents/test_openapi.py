from __future__ import annotations

import gzip
import json
from itertools import pairwise
from pathlib import Path

import pytest

from headcount.sources.documents import schemas
from headcount.sources.documents.interface import Declared
from headcount.sources.documents.openapi import OPENAPI
from tests.house.tree import DATA
from tests.sources.documents.collected import read

THREE = """
openapi: 3.0.3
paths:
  /users/{id}:
    summary: no method
    get:
      responses:
        '200':
          content:
            application/json:
              schema: {$ref: '#/components/schemas/User'}
              examples: {one: {value: {name: Ada Lovelace}}}
        '404':
          content: {application/json: {schema: {properties: {trace: {type: string}}}}}
    delete: {responses: {204: {description: gone}}}
components:
  schemas:
    User:
      properties:
        name: {type: string}
        mail: {type: string, format: email}
        phone: {type: string, example: +1 202 555 0143}
"""
TWO = {
    "swagger": "2.0",
    "paths": {
        "/a": {
            "post": {
                "responses": {"default": {"schema": {"type": "array", "items": {"properties": {"ip": {"format": "ipv4"}}}}}},
            }
        }
    },
}


def test_version_3_in_yaml() -> None:
    found = read(OPENAPI, THREE.encode())
    assert found.values == {"GET /users/{id}": {"name": ["Ada Lovelace"], "mail": [], "phone": ["+1 202 555 0143"]}}
    assert found.declared == [Declared("GET /users/{id}", "mail", "email")]
    assert (found.total, found.skipped) == (1, {})


def test_version_2_in_json() -> None:
    found = read(OPENAPI, json.dumps(TWO).encode())
    assert found.values == {"POST /a": {"[].ip": []}}
    assert found.declared == [Declared("POST /a", "[].ip", "ipv4")]


@pytest.mark.parametrize(
    "head", [THREE.encode(), json.dumps(TWO).encode(), b'{"info": {}, "openapi" : "3.1.0"', b"swagger: '2.0'\n"]
)
def test_recognised(head: bytes) -> None:
    assert OPENAPI.recognise(head)


@pytest.mark.parametrize("head", [b'{"data": "openapi: 3.0"}', b"openapi is 3.0", b'{"swagger": "1.2"}'])
def test_not_recognised(head: bytes) -> None:
    assert not OPENAPI.recognise(head)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"openapi: 3.0.0\npaths: [", "raised: broken YAML"),
        (b'{"openapi": "3.0.0", "paths": {', "raised: broken JSON"),
        (b"openapi: 3.0.0\npaths: " + b"[" * 100_000, "raised: nested too deeply"),
    ],
)
def test_broken(text: bytes, reason: str) -> None:
    assert read(OPENAPI, text).skipped == {reason: 1}


def test_odd_structures_are_passed_over() -> None:
    text = json.dumps({"openapi": "3.0.0", "paths": {"/a": {"get": {"responses": 7}, "put": 7, "$ref": 7}, "/b": 7}})
    assert read(OPENAPI, text.encode()).values == {}


@pytest.mark.parametrize("innermost", ["[x,x,x,x,x,x,x,x,x]", "[]", "{}"])
def test_aliases_that_multiply(innermost: str) -> None:
    letters = "abcdefghij"
    lines = [f"{one}: &{one} [{','.join(['*' + before] * 9)}]" for before, one in pairwise(letters)]
    end = "paths: {/x: {get: {responses: {200: {content: {a/b: {example: *j}}}}}}}"
    found = read(OPENAPI, "\n".join(["openapi: 3.0.0", f"a: &a {innermost}", *lines, end]).encode())
    assert found.skipped == {"raised: more than 2,000,000 nodes": 1}


def test_references_that_multiply(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemas, "MOST_IN_ALL", 200_000)
    example: dict[str, list[list[dict[str, str]]]] = {"value": [[{}] * 1_000] * 100}
    answer = {"200": {"content": {"a/b": {"examples": {"e": {"$ref": "#/e"}}}}}}
    paths = {f"/p{n}": {"get": {"responses": answer}} for n in range(5_000)}
    text = json.dumps({"openapi": "3.0.0", "e": example, "paths": paths})
    assert read(OPENAPI, text.encode()).values == {}


def test_documents_of_others() -> None:
    folder = Path(DATA) / "openapi"
    if not folder.is_dir():
        pytest.skip("../shared/data is not here")
    for path in sorted(folder.glob("*.json.gz")):
        text = gzip.decompress(path.read_bytes())
        assert OPENAPI.recognise(text[: 64 << 10]), path.name
    found = read(OPENAPI, gzip.decompress((folder / "paylocity.com.json.gz").read_bytes()))
    assert found.total == 18
    assert found.skipped == {}
