from __future__ import annotations

import dataclasses
import json
from typing import Any

import jsonschema
import pytest

from headcount.model.summary import FindingView, ScanSummary
from headcount.reports.ocsf import OCSF_VERSION, finding_uid, to_ocsf


def events(summary: ScanSummary) -> list[dict[str, Any]]:
    return [json.loads(line) for line in to_ocsf(summary, "9.9.9").splitlines()]


def with_client(summary: ScanSummary, lens: str, client: str, people: int | None = None) -> ScanSummary:
    view = summary.findings[0]
    finding = dataclasses.replace(view.finding, lens=lens, client=client, people=people)
    return dataclasses.replace(summary, findings=(FindingView(finding, view.pictures),))


@pytest.mark.parametrize(
    ("lens", "client"),
    [
        ("address", "203.0.113.7"),
        ("address", "2001:db8::7"),
        ("prefix", "203.0.113.0/24"),
        ("visitor", "203.0.113.7 agent/1"),
        ("account", "clerk"),
        ("credential", "5f2a"),
        ("address", ""),
    ],
)
def test_events_are_valid_by_the_published_schema(summary: ScanSummary, lens: str, client: str) -> None:
    ocsf = pytest.importorskip("ocsf_json_schema", reason="the package that carries the OCSF schema is not installed")
    schema = ocsf.OcsfJsonSchemaEmbedded(ocsf.get_ocsf_schema(version=OCSF_VERSION)).get_class_schema(
        class_name="detection_finding", profiles=[]
    )
    validator = jsonschema.Draft202012Validator(schema)
    (event,) = events(with_client(summary, lens, client))
    assert [error.message for error in validator.iter_errors(event)] == []
    del event["finding_info"]["uid"]
    assert [error.message for error in validator.iter_errors(event)] == ["'uid' is a required property"]


def test_one_line_a_finding_and_none_without(summary: ScanSummary, empty: ScanSummary) -> None:
    assert to_ocsf(summary, "1").count(b"\n") == 3
    assert to_ocsf(empty, "1") == b""


def test_class_times_and_counts(summary: ScanSummary) -> None:
    event = events(summary)[2]
    assert (event["class_uid"], event["category_uid"], event["activity_id"], event["type_uid"]) == (2004, 2, 1, 200401)
    assert event["metadata"]["product"]["version"] == "9.9.9"
    assert event["finding_info"]["first_seen_time"] == event["start_time"] == 1_791_237_600_000
    assert event["finding_info"]["last_seen_time"] == event["time"] == 1_791_410_400_000
    assert event["count"] == event["unmapped"]["records"] == 600
    assert event["finding_info"]["data_sources"] == ["combined"]
    assert event["evidences"][0]["data"]["first"] == {"file": "access.log.1", "line": 7}


@pytest.mark.parametrize(
    ("lens", "client", "evidence", "observables"),
    [
        ("address", "203.0.113.7", {"src_endpoint": {"ip": "203.0.113.7"}}, [(2, "203.0.113.7")]),
        (
            "visitor",
            "2001:db8::7 agent/1 (x)",
            {"src_endpoint": {"ip": "2001:db8::7"}, "http_request": {"user_agent": "agent/1 (x)"}},
            [(2, "2001:db8::7"), (16, "agent/1 (x)")],
        ),
        ("account", "10.0.0.1", {"actor": {"user": {"name": "10.0.0.1"}}}, [(4, "10.0.0.1")]),
        ("credential", "5f2a", {"actor": {"user": {"uid": "5f2a"}}}, [(99, "5f2a")]),
    ],
)
def test_a_client_is_named_by_the_artefact_of_its_lens(
    summary: ScanSummary, lens: str, client: str, evidence: dict[str, Any], observables: list[tuple[int, str]]
) -> None:
    (event,) = events(with_client(summary, lens, client))
    assert {key: value for key, value in event["evidences"][0].items() if key != "data"} == evidence
    assert [(item["type_id"], item["value"]) for item in event["observables"]] == observables


def test_people_make_it_high(summary: ScanSummary) -> None:
    assert events(with_client(summary, "account", "clerk"))[0]["severity_id"] == 3
    assert events(with_client(summary, "account", "clerk", people=9))[0]["severity_id"] == 4


def test_the_uid_is_stable_and_tells_findings_apart(summary: ScanSummary) -> None:
    finding = summary.findings[0].finding
    grown = dataclasses.replace(finding, records=finding.records + 5, strength=1e9)
    assert finding_uid(grown) == finding_uid(finding)
    assert len({finding_uid(view.finding) for view in summary.findings}) == 3


def test_a_finding_on_many_clients_names_the_agent_and_the_members(summary: ScanSummary) -> None:
    made = with_client(summary, "agent", "Mozilla/5.0 (X11)")
    view = made.findings[0]
    many = FindingView(dataclasses.replace(view.finding, members=("192.0.2.1", "192.0.2.2")), view.pictures)
    [event] = events(dataclasses.replace(made, findings=(many,)))
    assert event["unmapped"]["members"] == ["192.0.2.1", "192.0.2.2"]
    assert event["evidences"][0]["http_request"] == {"user_agent": "Mozilla/5.0 (X11)"}


def test_a_day_on_which_clients_came_is_nobody(summary: ScanSummary) -> None:
    made = with_client(summary, "arrival", "2025-11-10")
    view = made.findings[0]
    many = FindingView(dataclasses.replace(view.finding, members=("192.0.2.1", "192.0.2.2")), view.pictures)
    [event] = events(dataclasses.replace(made, findings=(many,)))
    assert event["unmapped"]["members"] == ["192.0.2.1", "192.0.2.2"]
    assert event["observables"] == []
    assert "actor" not in event["evidences"][0]
