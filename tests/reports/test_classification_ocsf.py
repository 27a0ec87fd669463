from __future__ import annotations

import dataclasses
import json
from typing import Any

import jsonschema
import pytest

from headcount.reports.classification_ocsf import classification_to_ocsf, field_uid
from headcount.reports.ocsf import OCSF_VERSION
from tests.reports.classified import classified, nothing


def events() -> list[dict[str, Any]]:
    return [json.loads(line) for line in classification_to_ocsf(classified(), "9.9.9", 1_790_000_000.5).splitlines()]


def test_events_are_valid_by_the_published_schema() -> None:
    ocsf = pytest.importorskip("ocsf_json_schema", reason="the package that carries the OCSF schema is not installed")
    schema = ocsf.OcsfJsonSchemaEmbedded(ocsf.get_ocsf_schema(version=OCSF_VERSION)).get_class_schema(
        class_name="data_security_finding", profiles=[]
    )
    validator = jsonschema.Draft202012Validator(schema)
    for event in events():
        assert [error.message for error in validator.iter_errors(event)] == []
        del event["finding_info"]["uid"]
        assert [error.message for error in validator.iter_errors(event)] == ["'uid' is a required property"]


def test_one_event_a_personal_field_and_none_for_hints() -> None:
    assert [event["finding_info"]["types"] for event in events()] == [["national_id.cn"], ["email"], ["health"]]
    assert classification_to_ocsf(nothing(readable=True), "1") == b""


def test_class_time_grade_and_place() -> None:
    first, second, _ = events()
    assert (first["class_uid"], first["type_uid"], first["time"]) == (2006, 200601, 1_790_000_000_500)
    assert (first["severity_id"], first["confidence_id"], first["confidence_score"], first["count"]) == (4, 3, 98, 5)
    assert (second["severity_id"], second["confidence_id"]) == (2, 2)
    security = first["data_security"]
    assert (security["category_id"], security["confidentiality_id"], security["data_lifecycle_state_id"]) == (1, 6, 2)
    assert security["discovery_details"] == [{"type": "national_id.cn", "count": 5, "occurrences": [{"json_path": "data.sfz"}]}]
    assert second["data_security"]["discovery_details"][0]["occurrences"] == [{"column_name": "mail"}]
    assert second["data_security"]["data_lifecycle_state_id"] == 1
    assert first["metadata"]["product"]["version"] == "9.9.9"


def test_hostile_names_are_escaped_and_examples_left_out() -> None:
    text = classification_to_ocsf(classified(), "1").decode()
    assert "\\u001b" not in text
    assert "\\\\x1b[2J\\\\u202e" in text
    assert "a***@example.com" not in text


def test_the_uid_is_stable_and_tells_fields_apart() -> None:
    found = classified()
    uids = [field_uid(entry) for entry in found.fields]
    assert len(set(uids)) == 4
    first = found.fields[0]
    grown = dataclasses.replace(first, field=dataclasses.replace(first.field, count=99, confidence=0.6))
    assert field_uid(grown) == uids[0]
