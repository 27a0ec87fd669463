from __future__ import annotations

import dataclasses
import json
import sys

import jsonschema

from headcount.model.summary import FileCoverage, ScanSummary
from headcount.reports.json import json_schema, to_json


def validated(summary: ScanSummary) -> dict[str, object]:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    document: dict[str, object] = json.loads(to_json(summary))
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(document)
    return document


def test_full_and_empty_summaries_keep_to_the_schema(summary: ScanSummary, empty: ScanSummary) -> None:
    assert validated(summary)["schema"] == "headcount.scan/1"
    coverage = validated(empty)["coverage"]
    assert isinstance(coverage, dict)
    assert coverage["first"] is None
    assert coverage["reasons"] == {"not recognised": 3}


def test_the_schema_refuses_what_it_should(summary: ScanSummary) -> None:
    document = validated(summary)
    document["clients_total"] = -1
    errors = list(jsonschema.Draft202012Validator(json_schema()).iter_errors(document))
    assert [list(error.path) for error in errors] == [["clients_total"]]


def test_every_property_is_described_and_required(summary: ScanSummary) -> None:
    schema, document = json_schema(), json.loads(to_json(summary))
    assert set(document) == set(schema["properties"]) == set(schema["required"])
    for name, example in (
        ("finding", document["findings"][0]),
        ("client", document["clients"][0]),
        ("route", document["routes"][0]),
    ):
        assert set(example) == set(schema["$defs"][name]["properties"]) == set(schema["$defs"][name]["required"])


def test_what_does_not_fit_the_log_is_told(summary: ScanSummary) -> None:
    assert validated(summary)["notices"] == [{"table": "[[relations]] 2 (cases.csv)", "notice": 'entity = "user" is of no route'}]


def test_a_finding_is_told_whole(summary: ScanSummary) -> None:
    finding = json.loads(to_json(summary))["findings"][2]
    assert finding["detector"] == "slow_crawl"
    assert finding["records"] == 600
    assert finding["people"] is None
    assert finding["first"] == "2026-10-05T22:00:00Z"
    assert finding["last"] == "2026-10-07T22:00:00Z"
    assert finding["strength"] == sys.float_info.max
    assert finding["route_records"] == [{"template": "/u/{name}", "records": 600}]
    assert finding["evidence"] == {"first": {"file": "access.log.1", "line": 7}, "last": {"file": "access.log", "line": 991}}


def test_a_file_name_that_is_not_utf8_is_escaped(summary: ScanSummary) -> None:
    file = FileCoverage("log\udcff", "combined", 1, 1, 1, 0, "")
    changed = dataclasses.replace(summary, coverage=dataclasses.replace(summary.coverage, files=(file,)))
    coverage = validated(changed)["coverage"]
    assert isinstance(coverage, dict)
    assert coverage["files"][0]["path"] == "log\\udcff"


def test_members_of_a_finding_on_many_clients_are_listed(summary: ScanSummary) -> None:
    view = summary.findings[0]
    many = dataclasses.replace(view, finding=dataclasses.replace(view.finding, lens="agent", members=("192.0.2.1", "192.0.2.2")))
    document = validated(dataclasses.replace(summary, findings=(many, *summary.findings[1:])))
    assert isinstance(document["findings"], list)
    assert [finding["members"] for finding in document["findings"][:2]] == [["192.0.2.1", "192.0.2.2"], []]
