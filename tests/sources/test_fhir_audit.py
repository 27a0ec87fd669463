"""FHIR AuditEvents of three releases."""

from __future__ import annotations

import json
from typing import Any

import pytest

from headcount.sources.fhir_audit import FHIR_AUDIT
from headcount.sources.lines import FOREIGN, NO_TIME
from tests.sources.reading import read

ROLE = "http://terminology.hl7.org/CodeSystem/object-role"


def r4(**more: object) -> dict[str, Any]:
    """A read of a patient's observation, as IHE BALP's PatientRead has it."""
    return {
        "resourceType": "AuditEvent",
        "type": {"code": "rest"},
        "subtype": [{"system": "http://hl7.org/fhir/restful-interaction", "code": "read"}],
        "action": "R",
        "recorded": "2025-11-01T09:00:02.000+01:00",
        "outcome": "0",
        "purposeOfEvent": [{"coding": [{"code": "TREAT"}]}],
        "agent": [
            {
                "type": {"coding": [{"code": "110153"}]},
                "who": {"display": "portal"},
                "network": {"address": "192.0.2.80", "type": "2"},
            },
            {"type": {"coding": [{"code": "IRCP"}]}, "who": {"reference": "Practitioner/45"}, "requestor": True},
        ],
        "entity": [
            {"what": {"reference": "Patient/7"}, "type": {"code": "1"}, "role": {"system": ROLE, "code": "1"}},
            {"what": {"reference": "Observation/3"}, "type": {"code": "2"}, "role": {"system": ROLE, "code": "4"}},
        ],
        **more,
    }


R5 = {
    "resourceType": "AuditEvent",
    "category": [{"coding": [{"code": "rest"}]}],
    "code": {"coding": [{"code": "read"}]},
    "action": "R",
    "recorded": "2025-11-01T08:00:02Z",
    "outcome": {"code": {"code": "success"}},
    "authorization": [{"coding": [{"code": "TREAT"}]}],
    "patient": {"reference": "https://fhir.example/r5/Patient/7/_history/2"},
    "agent": [{"who": {"reference": "Practitioner/45"}, "requestor": True, "networkString": "192.0.2.80"}],
    "entity": [{"what": {"reference": "Observation/3"}, "role": {"coding": [{"code": "4"}]}}],
}
READ = {
    "time": "2025-11-01T08:00:02+00:00",
    "address": "192.0.2.80",
    "account": "Practitioner/45",
    "method": "GET",
    "target": "/of-Observation/read-Observation-TREAT?patient=7",
    "status": 200,
    "size": -1,
    "line": 1,
}


def one(told: object) -> dict[str, Any]:
    [access], skipped = read(FHIR_AUDIT, json.dumps(told))
    assert skipped == {}
    return access


@pytest.mark.parametrize("told", [r4(), R5, {"fullUrl": "urn:uuid:1", "resource": r4()}], ids=["R4", "R5", "entry"])
def test_a_read_in_every_release(told: object) -> None:
    assert one(told) == READ


@pytest.mark.parametrize(
    ("entities", "target"),
    [
        ([{"what": {"reference": "Patient/7"}, "role": {"code": "1"}}], "/of-Patient/read-Patient-TREAT?patient=7"),
        ([{"what": {"identifier": {"value": "MRN 7"}}, "role": {"code": "1"}}], "/of-Patient/read-Patient-TREAT?patient=MRN%207"),
        (
            [{"what": {"reference": "urn:uuid:12ab"}, "role": {"code": "1"}}],
            "/of-Patient/read-Patient-TREAT?patient=urn:uuid:12ab",
        ),
        (
            [{"what": {"reference": f"Patient/{n}"}} for n in (7, 8, 7)] + [{"role": {"code": "24"}, "query": "eA=="}],
            "/of-Patient/read-Patient-TREAT?patient=7,8",
        ),
        ([{"what": {"reference": "Group/3"}, "role": {"code": "4"}}], "/of-Group/read-Group-TREAT?entity=Group%2F3"),
        ([], "/of-AuditEvent/read-AuditEvent-TREAT"),
        ("none", "/of-AuditEvent/read-AuditEvent-TREAT"),
    ],
)
def test_subjects(entities: object, target: str) -> None:
    assert one(r4(entity=entities))["target"] == target


@pytest.mark.parametrize(
    ("agents", "account"),
    [
        ([{"who": {"identifier": {"value": "e45"}}, "requestor": True}], "e45"),
        ([{"altId": "a45", "requestor": True}], "a45"),
        ([{"who": {"display": "Dr"}, "requestor": False}], "Dr"),
        ([{"who": {"display": "server"}}, {"who": {"display": "Dr"}, "type": {"coding": [{"code": "IRCP"}]}}], "Dr"),
        ([], ""),
        (7, ""),
    ],
)
def test_who_asked(agents: object, account: str) -> None:
    assert one(r4(agent=agents)).get("account", "") == account


@pytest.mark.parametrize(
    ("outcome", "status"), [("0", 200), ("4", 400), ("8", 500), ({"code": {"code": "error"}}, 400), (None, 200)]
)
def test_outcomes(outcome: object, status: int) -> None:
    assert one(r4(outcome=outcome))["status"] == status


def test_changes_and_other_purposes() -> None:
    access = one(r4(action="U", subtype=[{"code": "update"}], purposeOfEvent=None))
    assert (access["method"], access["target"]) == ("WRITE", "/of-Observation/update-Observation?patient=7")


def test_what_is_skipped() -> None:
    told = [{"resourceType": "Patient"}, {"resource": {"resourceType": "Patient"}}, {"resource": 7}, r4(recorded="soon")]
    _, skipped = read(FHIR_AUDIT, "\n".join(map(json.dumps, told)))
    assert skipped == {FOREIGN: 3, NO_TIME: 1}
