"""The posture as JSON has the fields that others build on."""

from __future__ import annotations

import json

from headcount.reports.posture_json import posture_to_json
from tests.model.test_posture import posture, store


def test_the_fields_of_a_store() -> None:
    told = json.loads(posture_to_json(posture(store("redis://a:1", "redis/no-tls"))))
    assert told["format"] == "headcount-probe-1"
    [one] = told["stores"]
    wanted = {"url", "product", "version", "reachable", "encrypted", "open", "estimate", "kinds", "grade", "sentence", "remedy"}
    assert wanted <= one.keys()
    assert (one["open"], one["reader"], one["kinds"]) == (True, "anyone", [{"kind": "phone", "form": "clear"}])
    assert one["fields"][0]["path"] == "t: phone"
