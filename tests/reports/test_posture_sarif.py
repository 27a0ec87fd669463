"""The posture as SARIF: rules once, a result for each weakness, places and marks that stay the same."""

from __future__ import annotations

import json

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
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "redis://a:1"


def test_nothing_found_is_an_empty_run() -> None:
    assert json.loads(posture_to_sarif(posture(), "1"))["runs"][0]["results"] == []
