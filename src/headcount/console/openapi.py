"""The OpenAPI 3.1 document of the REST API, from the endpoints themselves."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from typing import Any

import msgspec

from headcount import __version__
from headcount.console.endpoint import API, Endpoint

_PARAMETER = re.compile(r"{(\w+)(?::\w+)?}")


class Problem(msgspec.Struct, frozen=True):
    """What went wrong (RFC 9457)."""

    title: str
    status: int
    detail: str


def document(endpoints: Iterable[Endpoint[Any, Any]]) -> dict[str, Any]:
    """The document."""
    known = list(endpoints)
    types = list(dict.fromkeys([Problem, *(endpoint.asks for endpoint in known), *(endpoint.answers for endpoint in known)]))
    schemas, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    schema: dict[Any, Any] = dict(zip(types, schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in known:
        path = API + _PARAMETER.sub(r"{\1}", endpoint.path)
        paths.setdefault(path, {})[endpoint.method.lower()] = _operation(endpoint, schema, components)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "headcount",
            "version": __version__,
            "description": "Who was shown whose data, and what to do about it.",
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "headcount"},
                "token": {"type": "http", "scheme": "bearer"},
            },
        },
        "security": [{"token": []}, {"session": []}],
    }


def _operation(endpoint: Endpoint[Any, Any], schema: dict[Any, Any], components: dict[str, Any]) -> dict[str, Any]:
    named = set(_PARAMETER.findall(endpoint.path))
    told_of = schema[endpoint.asks]
    fields = components[told_of["$ref"].rpartition("/")[2]] if "$ref" in told_of else told_of
    required, inside = fields.get("required", []), fields.get("properties", {})
    in_query = endpoint.method in {"GET", "DELETE"}
    said: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "description": inspect.getdoc(endpoint.asks) or "",
        "parameters": [
            {
                "name": name,
                "in": "path" if name in named else "query",
                "required": name in named or name in required,
                "schema": told,
            }
            for name, told in inside.items()
            if name in named or in_query
        ],
        "responses": {
            "200": {"description": "Answered.", "content": _content(endpoint, schema[endpoint.answers])},
            "default": {
                "description": "It was refused, or failed; `detail` says why.",
                "content": {"application/problem+json": {"schema": schema[Problem]}},
            },
        },
        "x-permission": endpoint.permission.value,
    }
    body = {name: told for name, told in inside.items() if name not in named}
    if not in_query:
        told = {"type": "object", "properties": body, "required": [name for name in required if name in body]}
        said["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": told | {"additionalProperties": False}}},
        }
    return said


def _content(endpoint: Endpoint[Any, Any], schema: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"application/json": {"schema": schema}}
    if endpoint.table:
        told["text/csv"] = {"schema": {"type": "string"}}
    return told
