"""The posture as JSON has the fields that others build on."""

from __future__ import annotations

import json
from importlib import resources

import jsonschema
import msgspec

from headcount.model.posture import Posture, Reader
from headcount.reports.posture_json import posture_to_json
from tests.model.test_posture import AT, posture, store


def test_the_fields_of_a_store() -> None:
    told = json.loads(posture_to_json(posture(store("redis://a:1", "redis/no-tls"))))
    assert told["format"] == "headcount-probe-1"
    [one] = told["stores"]
    wanted = {"url", "product", "version", "reachable", "encrypted", "open", "estimate", "kinds", "grade", "sentence", "remedy"}
    assert wanted <= one.keys()
    assert (one["open"], one["reader"], one["kinds"]) == (True, "anyone", [{"kind": "phone", "form": "clear"}])
    assert one["fields"][0]["path"] == "t: phone"


def test_it_is_as_the_schema_says() -> None:
    schema = json.loads(resources.files("headcount.reports").joinpath("schemas", "probe-1.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    validator.check_schema(schema)
    closed = store("redis://b:1", reader=Reader.NOBODY, kinds=(), grade=0, estimate=None, addresses=("192.0.2.1: nobody",))
    full = posture(store("redis://a:1", "redis/no-tls", "redis/no-password", since=AT), closed)
    told = msgspec.structs.replace(full, accepted=("a b",), refused=("c",), hints=("d",))
    for found in (told, Posture(AT, ())):
        assert [error.message for error in validator.iter_errors(json.loads(posture_to_json(found)))] == []
    odd = json.loads(posture_to_json(told))
    odd["stores"][0]["secret"] = "x"
    assert len(list(validator.iter_errors(odd))) == 1
