"""The data map as JSON, in the schema `headcount.map/1` (docs/json-schema.md; `schemas/map-1.json`)."""

from __future__ import annotations

import datetime as dt
from importlib.resources import files
from typing import Any

import msgspec

from headcount.model.data_map import DataMap, Flow, MapField, MapRoute

SCHEMA = "headcount.map/1"
"""Written as `schema`. The number rises when a field changes its meaning or goes; new fields do not raise it."""


def map_to_json(found: DataMap) -> bytes:
    """The whole map as indented UTF-8 JSON that ends with a line feed. Times are RFC 3339 in UTC."""
    document = {
        "schema": SCHEMA,
        "period": {"from": _time(found.begins), "to": _time(found.ends), "days": found.days},
        "routes": [_route(route) for route in found.routes],
        "kinds": [
            {
                "kind": kind.kind,
                "name": kind.name,
                "name_zh": kind.name_zh,
                "grade": kind.grade,
                "regimes": list(kind.regimes),
                "records_clear": kind.clear,
                "records_hidden": kind.hidden,
                "routes": kind.routes,
            }
            for kind in found.kinds
        ],
        "news": [
            {
                "method": route.method,
                "template": route.template,
                "path": field.path,
                "kind": field.kind,
                "form": field.form,
                "since": _time(field.since),
            }
            for route, field in found.news
        ],
        "beyond_agreements": [
            {
                "agreement": breach.agreement,
                "lens": breach.lens,
                "client": breach.client,
                "template": breach.template,
                "kinds": list(breach.kinds),
                "records": breach.records,
                "first": _time(breach.first),
                "last": _time(breach.last),
            }
            for breach in found.beyond
        ],
        "idle": [{"method": route.method, "template": route.template, "last": _time(route.last)} for route in found.idle],
        "flows": {"routes_to_kinds": _flows(found.from_routes), "kinds_to_lenses": _flows(found.to_lenses)},
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def map_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) that `map_to_json` writes by."""
    text = files("headcount.reports").joinpath("schemas", "map-1.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, Any])


def _route(route: MapRoute) -> dict[str, Any]:
    return {
        "method": route.method,
        "template": route.template,
        "subject": route.subject,
        "entity": route.entity,
        "people": route.people,
        "source": route.source,
        "grade": route.grade,
        "why": list(route.why),
        "answers": route.answers,
        "most_people": route.most_people,
        "showings": route.showings,
        "records": route.records,
        "last": _time(route.last),
        "lenses": [{"lens": use.lens, "clients": use.clients, "records": use.records} for use in route.lenses],
        "fields": [_field(field) for field in route.fields],
    }


def _field(field: MapField) -> dict[str, Any]:
    return {
        "path": field.path,
        "kind": field.kind,
        "form": field.form,
        "grade": field.grade,
        "why": list(field.why),
        "confidence": field.confidence,
        "count": field.count,
        "valid": field.valid,
        "reason": field.reason,
        "since": _time(field.since),
        "occasional": field.occasional,
    }


def _flows(flows: tuple[Flow, ...]) -> list[dict[str, Any]]:
    return [{"from": flow.come_from, "to": flow.go_to, "records": flow.records} for flow in flows]


def _time(time: dt.datetime | None) -> str | None:
    return None if time is None else time.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
