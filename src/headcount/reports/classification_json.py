"""The classification as JSON, in the schema `headcount.classify/1` (docs/json-schema.md; `schemas/classify-1.json`)."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import msgspec

from headcount.model.classification import Classification, GradedField
from headcount.reports.json import readable

SCHEMA = "headcount.classify/1"
"""Written as `schema`. The number rises when a field changes its meaning or goes; new fields do not raise it."""


def classification_to_json(found: Classification) -> bytes:
    """Everything, as indented UTF-8 JSON that ends with a line feed; hints (fields below the minimum) among the fields."""
    document = {
        "schema": SCHEMA,
        "coverage": {
            "inputs": [
                {
                    "name": readable(entry.name),
                    "format": entry.format,
                    "bytes": entry.bytes,
                    "answers": entry.answers,
                    "skipped": entry.skipped,
                    "readable": entry.readable,
                }
                for entry in found.inputs
            ],
            "answers": found.answers,
            "bytes": found.bytes,
            "columns": found.columns,
            "seconds": round(found.seconds, 3),
        },
        "minimum": found.minimum,
        "fields": [_field(entry) for entry in found.fields],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def classification_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) that `classification_to_json` writes by."""
    text = files("headcount.reports").joinpath("schemas", "classify-1.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, Any])


def _field(entry: GradedField) -> dict[str, Any]:
    field = entry.field
    return {
        "unit": readable(field.unit),
        "path": readable(field.path),
        "kind": field.kind.value,
        "confidence": round(field.confidence, 4),
        "form": field.form.value,
        "grade": entry.grade,
        "count": field.count,
        "valid": field.valid,
        "reason": readable(field.reason),
        "examples": [readable(example) for example in entry.examples],
    }
