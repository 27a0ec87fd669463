"""The fields of an OpenAPI document's answers: paths with their examples, `$ref` followed."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

METHODS = ("get", "put", "post", "delete", "patch")
DEEPEST = 8
"""Objects inside objects that are followed; what recurs is not followed again."""


def read(path: Path) -> dict[str, Any]:
    """The document, as `../shared/data/openapi` keeps it (JSON, gzip)."""
    document: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return document


def _resolved(document: dict[str, Any], node: Any, seen: frozenset[str]) -> tuple[dict[str, Any] | None, frozenset[str]]:  # noqa: ANN401 - any JSON value
    while isinstance(node, dict) and "$ref" in node:
        ref = node["$ref"]
        if ref in seen:
            return None, seen
        seen |= {ref}
        node = document
        for part in ref.removeprefix("#/").split("/"):
            node = node.get(part.replace("~1", "/").replace("~0", "~"), {})
    return (node if isinstance(node, dict) else {}), seen


def _walk(document: dict[str, Any], node: Any, path: str, seen: frozenset[str]) -> Iterator[tuple[str, dict[str, Any]]]:  # noqa: ANN401 - any JSON value
    schema, seen = _resolved(document, node, seen)
    if schema is None or path.count(".") > DEEPEST:
        return
    inner: dict[str, Any] = dict(schema.get("properties", {}))
    for part in (*schema.get("allOf", ()), *schema.get("oneOf", ())[:1], *schema.get("anyOf", ())[:1]):
        yield from _walk(document, part, path, seen)
    for name, one in inner.items():
        yield from _walk(document, one, f"{path}.{name}" if path else name, seen)
    if "items" in schema:
        yield from _walk(document, schema["items"], f"{path}[]", seen)
    elif not inner and path and schema.get("type") not in ("object", "array") and not schema.keys() & {"allOf", "oneOf", "anyOf"}:
        yield path, schema


def answers(document: dict[str, Any]) -> dict[str, dict[str, dict[str, Any]]]:
    """By operation (`GET /path`): each leaf path of its successful JSON answer with the leaf's schema."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for route, item in document.get("paths", {}).items():
        for method in METHODS:
            for status, told in item.get(method, {}).get("responses", {}).items():
                response, _ = _resolved(document, told, frozenset())
                if not str(status).startswith("2") or not response:
                    continue
                contents = response.get("content", {}).values()
                schema = next((one["schema"] for one in contents if "schema" in one), response.get("schema"))
                if schema and (leaves := dict(_walk(document, schema, "", frozenset()))):
                    found.setdefault(f"{method.upper()} {route}", leaves)
    return found
