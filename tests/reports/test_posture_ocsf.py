"""Open stores as OCSF events, valid by OCSF's own schema."""

from __future__ import annotations

import json

import jsonschema
import pytest

from headcount.model.posture import Reader
from headcount.reports.ocsf import OCSF_VERSION
from headcount.reports.posture_ocsf import posture_to_ocsf
from tests.model.test_posture import posture, store


def test_an_event_for_each_open_store() -> None:
    found = posture(store("redis://a:1", "redis/no-tls"), store("redis://b:1", reader=Reader.NOBODY))
    event, weak = [json.loads(line) for line in posture_to_ocsf(found, "1.2.3").splitlines()]
    assert (event["class_uid"], event["type_uid"], event["severity"]) == (2006, 200601, "High")
    assert event["finding_info"]["types"] == ["phone"]
    assert event["time"] == 1_795_338_000_000
    assert (weak["class_uid"], weak["severity"], weak["compliance"]["control"]) == (2003, "Low", "redis/no-tls")
    assert weak["compliance"]["standards"] == ["PIPL art. 28"]
    assert weak["finding_info"]["uid"] != event["finding_info"]["uid"]
    assert posture_to_ocsf(posture(), "1") == b""


def test_events_are_valid_by_the_published_schema() -> None:
    ocsf = pytest.importorskip("ocsf_json_schema", reason="the package that carries the OCSF schema is not installed")
    embedded = ocsf.OcsfJsonSchemaEmbedded(ocsf.get_ocsf_schema(version=OCSF_VERSION))
    found = posture(store("redis://a:1", "redis/no-tls"), store("redis://b:1", "redis/no-tls", reader=Reader.NOBODY))
    names = {2006: "data_security_finding", 2003: "compliance_finding"}
    told = [json.loads(line) for line in posture_to_ocsf(found, "1.2.3").splitlines()]
    assert [event["class_uid"] for event in told] == [2006, 2003, 2003]
    for event in told:
        schema = embedded.get_class_schema(class_name=names[event["class_uid"]], profiles=[])
        assert [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(event)] == []
